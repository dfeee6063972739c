import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface CredentialFormProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onSubmit: (credential: string) => void;
  /** Null where there is no way around a credential. */
  readonly onCancel: (() => void) | null;
}

/** RFC 6750's b64token: what an Authorization header can carry. */
const BEARER = /^[\w.~+/-]+=*$/;

/** Asks for a credential, which goes to the gateway with each request and is kept nowhere. */
export function CredentialForm({ title, children, onSubmit, onCancel }: CredentialFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setIsWrong] = useState(false);
  const id = useId();
  // Whoever is led here has nothing else to do.
  useEffect(() => input.current?.focus(), []);

  function submit(event: FormEvent) {
    event.preventDefault();
    const credential = input.current?.value.trim() ?? '';
    const isRight = BEARER.test(credential);
    setIsWrong(!isRight);
    if (isRight) onSubmit(credential);
    else input.current?.focus();
  }

  return (
    <form
      className="notice"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-why`}
      onSubmit={submit}
      noValidate
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-why`}>{children}</div>
      <label htmlFor={`${id}-input`}>Credential</label>
      <input
        ref={input}
        id={`${id}-input`}
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-wrong ${id}-hint`}
        aria-invalid={isWrong}
      />
      <p id={`${id}-wrong`} className="wrong" role="alert">
        {isWrong && 'A credential is made of letters, digits and - . _ ~ + / only.'}
      </p>
      <p id={`${id}-hint`} className="quiet">
        A Cloudflare API token with the permission “API Tokens Read”, or a key for this gateway. It
        stays in this page’s memory, and is gone when you close or reload the page.
      </p>
      <p className="ways">
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
