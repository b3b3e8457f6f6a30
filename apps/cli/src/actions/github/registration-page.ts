import type { AppManifest } from '@slipway/github';

/** A form that a person sends to GitHub, which shows what the App may do and makes it. */
export interface RegistrationForm {
  /** With the state in its query. */
  readonly action: string;
  readonly manifest: AppManifest;
  /** `1 of 3`; undefined when it is the only one. */
  readonly place: string | undefined;
}

/** The page with the next form. @param before what was done by the last one */
export function formPage({ action, manifest, place }: RegistrationForm, before = ''): string {
  const permissions = Object.entries(manifest.default_permissions)
    .map(([name, right]) => `<li>${escaped(name)}: ${right}</li>`)
    .join('');
  return page(
    `${before === '' ? '' : `<p>${escaped(before)}</p>`}
<p>${place === undefined ? 'This App' : `App ${place}`} of Slipway may do this, where you install it:</p>
<ul>${permissions}</ul>
<form action="${escaped(action)}" method="post">
<input type="hidden" name="manifest" value="${escaped(JSON.stringify(manifest))}">
<button type="submit">Make ${escaped(manifest.name)} on GitHub</button>
</form>`,
  );
}

/** A page that says one thing, maybe with a link to go on by. */
export function textPage(text: string, link?: { readonly url: string; readonly text: string }): string {
  return page(
    `<p>${escaped(text)}</p>${link === undefined ? '' : `<p><a href="${escaped(link.url)}" rel="noreferrer">${escaped(link.text)}</a></p>`}`,
  );
}

const page = (body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Slipway on GitHub</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.5em 1em}</style>
</head><body><h1>Slipway on GitHub</h1>
${body}
</body></html>
`;

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
