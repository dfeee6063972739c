import { useContext } from 'react';

import { Link, ViewContext } from './link.tsx';
import { QUESTION_IDS, type QuestionId, questionOf } from './questions.ts';
import { ValueForm } from './value-form.tsx';
import { askIn, isIncomplete } from './view.ts';

/** The ten questions, and a form for the value that the chosen one needs. */
export function QuestionBar() {
  const { view, go } = useContext(ViewContext);
  const { question, value } = view;
  const input = question === null ? undefined : questionOf(question).input;
  return (
    <nav aria-label="Questions" className="questions">
      <ul className="pills">
        {QUESTION_IDS.map((id: QuestionId) => (
          <li key={id}>
            <Link to={askIn(view, id)} className="pill" isCurrent={question === id}>
              {questionOf(id).label}
            </Link>
          </li>
        ))}
      </ul>
      {question !== null && input && (
        <>
          <ValueForm
            key={`${question} ${value}`}
            {...input}
            value={value}
            submit="Ask"
            onSubmit={(next) => go(askIn(view, question, next))}
          />
          {isIncomplete(view) && (
            <p className="muted">All tokens are shown until the question has its value.</p>
          )}
        </>
      )}
    </nav>
  );
}
