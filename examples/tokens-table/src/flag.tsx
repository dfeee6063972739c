import type { ReactNode } from 'react';

/** A warning as an icon and words, never by colour alone. */
export function Flag({
  tone,
  children,
}: {
  readonly tone: 'warn' | 'bad';
  readonly children: ReactNode;
}) {
  return (
    <span className={`flag ${tone}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 1.5 15 14H1z" />
        <path className="mark" d="M8 6v4M8 11.6v.6" />
      </svg>
      <span>{children}</span>
    </span>
  );
}
