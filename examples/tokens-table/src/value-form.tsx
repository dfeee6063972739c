import { type FormEvent, useId } from 'react';

interface ValueFormProps {
  readonly label: string;
  readonly type: 'number' | 'text' | 'date';
  readonly value: string;
  readonly example?: string;
  readonly submit: string;
  readonly onSubmit: (value: string) => void;
}

/** One value and a button. It counts when it is sent: half an address is a wrong one. */
export function ValueForm({ label, type, value, example, submit, onSubmit }: ValueFormProps) {
  const id = useId();

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const next = String(new FormData(event.currentTarget).get('value') ?? '').trim();
    if (next !== '') onSubmit(next);
  }

  return (
    <form className="value" onSubmit={send}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name="value"
        type={type}
        defaultValue={value}
        placeholder={example}
        min={0}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <button type="submit">{submit}</button>
    </form>
  );
}
