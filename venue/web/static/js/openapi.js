/** Every route for programs, from the box's own description. Entry of /api/docs. */

import { html, useSignal } from "./vendor.js";
import { get } from "./api.js";
import { begin, paint } from "./boot.js";
import { plain } from "./find.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Empty, Icon } from "./kit.js";
import { Operation, Words } from "./openapi/operation.js";

/** The operations by tag: `[tag, [{method, path, ...operation}]]`. */
function byTag(paths) {
  const found = new Map();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const [tag] = operation.tags;
      if (!found.has(tag)) found.set(tag, []);
      found.get(tag).push({ ...operation, method, path });
    }
  }
  return [...found].sort(([one], [other]) => one.localeCompare(other));
}

function Reader({ document: api }) {
  const typed = useSignal("");
  const words = plain(typed.value).split(/\s+/).filter(Boolean);
  const fits = (one) => words.every((word) => plain(
    `${one.method} ${one.path} ${one.summary} ${one.description ?? ""}`).includes(word));
  const shown = byTag(api.paths)
    .map(([tag, all]) => [tag, all.filter(fits)])
    .filter(([, some]) => some.length > 0);
  return html`<header class="api-head">
      <h1 class="grow">${t("api.title")}</h1>
      <a class="button" href="/api/openapi.json" download><${Icon} name="list" />
        <span>openapi.json</span></a>
    </header>
    <main class="api">
      <section class="card api-about" lang="en">
        ${api.info.description.split("\n").filter(Boolean).map((line) => html`<p><${Words}
          text=${line.replace(/^\* /, "")} /></p>`)}
      </section>
      <input class="input" type="search" aria-label=${t("api.search")} placeholder=${t("api.search")}
        value=${typed.value} onInput=${(event) => (typed.value = event.target.value)} />
      ${shown.length === 0 && html`<${Empty} icon="search" title=${t("api.none")} />`}
      ${shown.map(([tag, some]) => html`<section key=${tag} class="card api-tag">
        <h2>${tag}</h2>
        ${some.map((one) => html`<${Operation} key=${one.operationId} operation=${one}
          components=${api.components} />`)}
      </section>`)}
    </main>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><div class="empty">
    <${Icon} name="wifi-off" />
    <h1>${t("status.unreachable")}</h1>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button>
  </div></main>`;
}

async function run() {
  try {
    const [, api] = await Promise.all([begin(), get("/api/openapi.json")]);
    paint(Reader, { document: api });
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
