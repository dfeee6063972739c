import { useEffect, useState } from 'react';

import type { Problem } from './problems.ts';

interface NoticeProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
  readonly onStartAgain: () => void;
  readonly onCredential: () => void;
}

/** A failure in words, and the actions that can help. */
export function Notice({ problem, onRetry, onStartAgain, onCredential }: NoticeProps) {
  const { title, advice, remedy, retryAfterSeconds, details } = problem;
  const secondsLeft = useCountdown(retryAfterSeconds ?? 0);
  const mustWait = secondsLeft > 0;
  return (
    <div className="notice">
      <div role="alert">
        <h2>{title}</h2>
        <p>{advice}</p>
        {retryAfterSeconds !== null && !mustWait && <p>You can try again now.</p>}
      </div>
      {mustWait && (
        <p>
          You can try again in{' '}
          <span role="timer" className="timer">
            {formatMinutes(secondsLeft)}
          </span>
          .
        </p>
      )}
      <p className="actions">
        {remedy === 'start again' && (
          <button type="button" className="primary" onClick={onStartAgain}>
            Start again
          </button>
        )}
        {remedy === 'credential' && (
          <button type="button" className="primary" onClick={onCredential}>
            Use another credential
          </button>
        )}
        {remedy !== 'start again' && (
          // Not `disabled`: a disabled button would lose the focus.
          <button type="button" aria-disabled={mustWait} onClick={() => mustWait || onRetry()}>
            Try again
          </button>
        )}
      </p>
      <DetailList lines={details} />
    </div>
  );
}

export function DetailList({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className="detail-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

const SECOND_MS = 1_000;

/** Counts down by the clock, because browsers pause timers in background tabs. */
function useCountdown(seconds: number): number {
  const [endMs] = useState(() => Date.now() + seconds * SECOND_MS);
  const [left, setLeft] = useState(seconds);
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) return;
    const tick = () => setLeft(Math.max(0, Math.ceil((endMs - Date.now()) / SECOND_MS)));
    const timer = setInterval(tick, SECOND_MS);
    return () => clearInterval(timer);
  }, [endMs, isOver]);
  return left;
}

function formatMinutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
