/** GraphQL for staff to try. Entry of /graphql/explorer. */

import { html, useSignal } from "./vendor.js";
import { request } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Icon } from "./kit.js";

const SAMPLES = {
  tables: "query Floor {\n  tables {\n    number\n    state\n    orders { number total { amount } }\n  }\n}",
  items: "query Menu {\n  items { name price { amount currency } soldOut }\n}",
  rooms: "query House {\n  rooms {\n    number\n    stay { departure folio { balance { amount } } }\n  }\n}",
  schema: "{\n  __schema { types { name kind description } }\n}",
};

async function ask(query, typed) {
  let variables;
  try {
    variables = typed.trim() ? JSON.parse(typed) : {};
  } catch {
    return { text: t("graphql.bad_variables"), spent: 0 };
  }
  const began = performance.now();
  try {
    const { body } = await request("POST", "/graphql", { body: { query, variables } });
    return { text: JSON.stringify(body, null, 2), spent: performance.now() - began };
  } catch (error) {
    return { text: errorText(error), spent: performance.now() - began };
  }
}

function Explorer() {
  const query = useSignal(SAMPLES.tables);
  const variables = useSignal("");
  const answer = useSignal(null);
  const isBusy = useSignal(false);
  const run = async () => {
    isBusy.value = true;
    answer.value = await ask(query.value, variables.value);
    isBusy.value = false;
  };
  return html`<main class="gql">
    <h1>${t("graphql.title")}</h1>
    <nav aria-label=${t("graphql.samples")}>${Object.entries(SAMPLES).map(([name, text]) => html`
      <button type="button" key=${name} class="button" onClick=${() => (query.value = text)}>
        ${name}</button>`)}</nav>
    <form class="stack" onSubmit=${(event) => {
      event.preventDefault();
      run();
    }}>
      <label class="stack"><span>${t("graphql.query")}</span>
        <textarea rows="14" dir="ltr" spellcheck=${false} value=${query.value}
          onInput=${(event) => (query.value = event.target.value)} /></label>
      <label class="stack"><span>${t("graphql.variables")}</span>
        <textarea rows="3" dir="ltr" spellcheck=${false} value=${variables.value}
          onInput=${(event) => (variables.value = event.target.value)} /></label>
      <button type="submit" class="button button-primary" disabled=${isBusy.value}>
        <${Icon} name="play" />${t("graphql.run")}</button>
    </form>
    <section class="stack" aria-live="polite" aria-label=${t("graphql.answer")}>
      <p class="muted">${answer.value ? t("graphql.took", { count: Math.round(answer.value.spent) })
        : t("graphql.nothing_yet")}</p>
      <pre tabindex="0" dir="ltr">${answer.value?.text ?? ""}</pre>
    </section>
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
    await begin();
    paint(Explorer);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
