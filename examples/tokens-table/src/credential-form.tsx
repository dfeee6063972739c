import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface CredentialFormProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onSubmit: (credential: string) => void;
  /** Null if the page cannot be used without a credential. */
  readonly onCancel: (() => void) | null;
}

/** `b64token` of RFC 6750: the characters that a bearer token in an Authorization header may have. */
const BEARER = /^[\w.~+/-]+=*$/;

/** Asks for a credential. The page sends it with each request and stores it nowhere. */
export function CredentialForm({ title, children, onSubmit, onCancel }: CredentialFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isInvalid, setIsInvalid] = useState(false);
  const id = useId();
  // The form is the only thing to do here, so it takes the focus.
  useEffect(() => input.current?.focus(), []);

  function submit(event: FormEvent) {
    event.preventDefault();
    const credential = input.current?.value.trim() ?? '';
    const isValid = BEARER.test(credential);
    setIsInvalid(!isValid);
    if (isValid) onSubmit(credential);
    else input.current?.focus();
  }

  return (
    <form
      className="notice"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-description`}
      onSubmit={submit}
      noValidate
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-description`}>{children}</div>
      <label htmlFor={`${id}-input`}>Credential</label>
      <input
        ref={input}
        id={`${id}-input`}
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-error ${id}-hint`}
        aria-invalid={isInvalid}
      />
      <p id={`${id}-error`} className="field-error" role="alert">
        {isInvalid && 'A credential contains only letters, digits and - . _ ~ + / =.'}
      </p>
      <p id={`${id}-hint`} className="muted">
        A Cloudflare API token with the permission “API Tokens Read”, or a key for this gateway. It
        stays in this page’s memory, and is gone when you close or reload the page.
      </p>
      <p className="actions">
        <button type="submit" className="primary">
          Show tokens
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </p>
    </form>
  );
}
