import type { ExampleGroup } from './graphiql-examples.ts';

/**
 * The bar above GraphiQL: the questions by group, and one credential for all tabs. GraphiQL itself
 * has a header editor for each tab.
 */
export interface Toolbar {
  readonly html: string;
  readonly style: string;
  /** It must run before GraphiQL's own script, which may keep a reference to `fetch`. */
  readonly script: string;
}

export function createToolbar(
  groups: readonly ExampleGroup[],
  asksForCredential: boolean,
): Toolbar {
  const hint = asksForCredential ? 'Cloudflare API token, or key of this gateway' : 'not needed';
  const html = `<header class="gateway-toolbar">
  <h1>Cloudflare tokens gateway</h1>
  <select id="questions" aria-label="Open a question">
    <option value="">Open a question…</option>
    ${groups.map(optionsOf).join('\n    ')}
  </select>
  <label>Credential
    <input id="credential" type="text" size="32" placeholder="${hint}" autocomplete="off"
      autocapitalize="off" spellcheck="false" aria-describedby="credential-hint">
  </label>
  <span id="credential-hint">For all tabs. Stays in this page’s memory.</span>
</header>`;
  return { html, style: TOOLBAR_STYLE, script: TOOLBAR_SCRIPT };
}

function optionsOf({ title, examples }: ExampleGroup): string {
  const options = examples.map(
    ({ name, question }) => `<option value="${name}">${escapeHtml(question)}</option>`,
  );
  return `<optgroup label="${title}">${options.join('')}</optgroup>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * The script adds the credential to the page's requests, unless the tab's own headers have one. An
 * input that is a password for the browser would be offered to its password manager, and stored.
 */
const TOOLBAR_SCRIPT = `
{
  const input = document.getElementById('credential');
  const questions = document.getElementById('questions');
  const send = window.fetch;
  let credential = '';

  window.fetch = (resource, options = {}) => {
    const headers = new Headers(options.headers);
    // A character that a header cannot have is encoded; the gateway says that it is none of a credential's.
    if (credential && !headers.has('authorization')) headers.set('authorization', 'Bearer ' + encodeURI(credential));
    return send(resource, { ...options, headers });
  };

  input.addEventListener('input', () => {
    credential = input.value.trim().replace(/^bearer\\s+/i, '');
  });

  const tabs = () => [...document.querySelectorAll('.graphiql-tabs .graphiql-tab-button')];
  const tabOf = (name) => tabs().find(({ textContent }) => textContent.trim() === name);
  for (const event of ['pointerdown', 'focus']) {
    questions.addEventListener(event, () => {
      for (const option of questions.options) option.disabled = option.value !== '' && !tabOf(option.value);
      // The arrow keys go on from the question that is open.
      const open = document.querySelector('.graphiql-tab-active .graphiql-tab-button')?.textContent.trim();
      questions.value = [...questions.options].some(({ value }) => value === open) ? open : '';
    });
  }
  questions.addEventListener('change', () => {
    const tab = tabOf(questions.value);
    tab?.click();
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  questions.addEventListener('blur', () => {
    questions.value = '';
  });
}
`;

/**
 * A tab carries a transform of the library that animates dragging. The library's style suspends it,
 * except while the tab has the focus, so that a tab jumps away from the mouse that presses it.
 */
const TOOLBAR_STYLE = `
  .graphiql-container .graphiql-tab { transform: none !important; }
  body { display: flex; flex-direction: column; height: 100dvh !important; }
  #root { flex: 1; overflow: hidden; }
  .graphiql-logo { display: none !important; }
  #root, #root > .graphiql-container, .graphiql-container .graphiql-container { height: 100% !important; min-height: 0; }
  .graphiql-container .graphiql-session-header { height: auto; }
  .graphiql-container .graphiql-tabs { flex-wrap: wrap; gap: 4px; }

  .gateway-toolbar {
    display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding: 8px 16px;
    color: hsl(219, 28%, 32%); background: #fff; font: 15px Roboto, sans-serif;
    border-bottom: 1px solid hsla(219, 28%, 32%, .2);
  }
  .gateway-toolbar h1 { margin: 0 auto 0 0; font-size: 17px; font-weight: 500; }
  .gateway-toolbar :is(input, select) {
    min-height: 34px; box-sizing: border-box; padding: 0 8px; border: 1px solid hsla(219, 28%, 32%, .6);
    border-radius: 4px; color: inherit; background: transparent; font: inherit;
  }
  .gateway-toolbar :is(option, optgroup) { color: #000; background: #fff; }
  .gateway-toolbar select { max-width: 100%; width: 16em; }
  .gateway-toolbar #credential:not(:placeholder-shown) { -webkit-text-security: disc; }
  #credential-hint { font-size: 13px; }

  body.graphiql-dark .gateway-toolbar { color: hsl(219, 29%, 78%); background: hsl(219, 29%, 18%); border-color: hsla(219, 29%, 78%, .3); }
  @media (prefers-color-scheme: dark) {
    body:not(.graphiql-light) .gateway-toolbar { color: hsl(219, 29%, 78%); background: hsl(219, 29%, 18%); border-color: hsla(219, 29%, 78%, .3); }
  }

  @media (max-width: 700px) {
    .gateway-toolbar { padding: 8px; gap: 4px 8px; }
    .gateway-toolbar h1 { font-size: 15px; }
    .gateway-toolbar select { width: 11em; }
    .gateway-toolbar label { width: 100%; display: flex; align-items: center; gap: 8px; }
    .gateway-toolbar input { flex: 1; min-width: 0; }
    #credential-hint { font-size: 12px; }
    .graphiql-container .graphiql-container { flex-direction: column-reverse; }
    .graphiql-container .graphiql-sidebar { flex-direction: row; width: 100%; padding: 0 8px; }
    .graphiql-container .graphiql-sidebar > button { margin-top: 0 !important; }
    .graphiql-container .graphiql-main { position: relative; min-height: 0; }
    .graphiql-container .graphiql-plugin:not([style*='absolute']) {
      position: absolute; inset: 0; z-index: 5; max-width: none !important; background: hsl(var(--color-base));
    }
    .graphiql-container .graphiql-sessions { margin: 4px; }
    .graphiql-container .graphiql-tabs { flex-wrap: nowrap; }
    .graphiql-container #graphiql-session { flex-direction: column; min-height: 0; }
    .graphiql-container #graphiql-session > .graphiql-editors { min-height: 0; }
    .graphiql-container .graphiql-horizontal-drag-bar { display: none; }
    .graphiql-container .graphiql-response { padding-top: 8px; min-height: 0; }
  }
`;
