import { useContext } from 'react';

import { FINDINGS, KINDS, SEVERITIES } from './findings.ts';
import type { SummaryFragment } from './generated/graphql.ts';
import { Link, ViewContext } from './link.tsx';

/** The counts by finding. Each is a link that filters, and takes the filter back. */
export function Overview({ summary }: { readonly summary: SummaryFragment | null }) {
  const { view } = useContext(ViewContext);
  const counts = new Map(summary?.byFinding.map(({ kind, count }) => [kind, count]));
  return (
    <nav aria-label="Findings">
      <ul className="cards">
        {KINDS.map((kind) => {
          const [label, severity] = FINDINGS[kind];
          // Not known before the first answer: then it warns of nothing.
          const count = summary ? (counts.get(kind) ?? 0) : null;
          const isCurrent = view.finding === kind;
          return (
            <li key={kind}>
              <Link
                to={{ ...view, finding: isCurrent ? null : kind }}
                className={`card ${count ? SEVERITIES[severity] : 'none'}`}
                isCurrent={isCurrent}
              >
                <strong>{count ?? '–'}</strong>
                <span>{label}</span>
                <span className="severity">{SEVERITIES[severity]}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
