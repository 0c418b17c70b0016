/** Rooms or prices from a CSV file: what would change by line, then apply. */

import { Fragment, html, useSignal } from "../vendor.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";
import { Part } from "./parts.js";
import { post } from "./state.js";

const LONGEST_BYTES = 1_000_000;

export function HouseFile({ path, columns, text, again }) {
  const file = useSignal(null);
  const outcome = useSignal(null);
  const error = useSignal(null);
  const run = async (dryRun) => {
    error.value = null;
    try {
      const told = await post(path, { text: file.value.text, dry_run: dryRun });
      outcome.value = { ...told, isDone: !dryRun && told.problems.length === 0 };
      if (!dryRun) again();
    } catch (problem) {
      outcome.value = null;
      error.value = problem;
    }
  };
  const choose = async (event) => {
    const [chosen] = event.target.files;
    if (!chosen) return;
    outcome.value = null;
    if (chosen.size > LONGEST_BYTES) {
      error.value = { status: 413, code: "menu.file_too_large", message: t("manage.file_too_large") };
      return;
    }
    file.value = { name: chosen.name, text: await chosen.text() };
    // The same file chosen again, mended, is read again.
    event.target.value = "";
    await run(true);
  };
  return html`<${Part} title=${t("house.file")} text=${text}>
    <p class="small muted"><code dir="ltr">${columns}</code></p>
    <label class="button file-button"><${Icon} name="plus" />${t("manage.choose_file")}
      <input type="file" accept=".csv,text/csv" class="sr-only" onChange=${choose} /></label>
    ${file.value && html`<p><strong>${file.value.name}</strong></p>`}
    ${error.value && html`<p class="field-error" role="alert"><${Icon} name="circle-alert" />
      ${errorText(error.value)}</p>`}
    ${outcome.value && html`<${Outcome} outcome=${outcome.value} onApply=${() => run(false)} />`}
  <//>`;
}

function Outcome({ outcome, onApply }) {
  const { problems, changes, isDone } = outcome;
  const count = outcome.added ?? outcome.changed;
  if (problems.length > 0) {
    return html`<${Banner} tone="bad" icon="circle-alert" title=${t("manage.import_problems",
      { count: problems.length })}><ul class="problems">${problems.map((one, index) => html`
        <li key=${index}>${t("manage.line", { line: one.line })}: <bdi>${one.words}</bdi></li>`)}
      </ul><//>`;
  }
  return html`<div role="status" class="stack">
    <${Banner} tone=${isDone ? "ok" : "info"} icon=${isDone ? "circle-check" : "info"}
      title=${t(isDone ? "manage.import_done" : "manage.import_would")}>
      ${t("house.count", { count, same: outcome.unchanged })}<//>
    ${changes.length > 0 && html`<div class="table-scroll" tabindex="0" role="region"
      aria-label=${t("house.changes")}><table class="table">
      <thead><tr><th scope="col">${t("house.line")}</th><th scope="col">${t("house.name")}</th>
        <th scope="col">${t("house.becomes")}</th></tr></thead>
      <tbody>${changes.map((one) => html`<tr key=${one.line}><td>${one.line}</td>
        <th scope="row"><bdi>${one.name}</bdi></th><td><${Becomes} one=${one} /></td></tr>`)}
      </tbody></table></div>`}
    ${changes.length < count && html`<p class="small muted">${t("house.more",
      { count: count - changes.length })}</p>`}
    ${!isDone && count > 0 && html`<button type="button" class="button button-primary"
      onClick=${onApply}>${t("manage.import_now")}</button>`}
  </div>`;
}

function Becomes({ one }) {
  if (one.words) return html`<bdi>${one.words}</bdi>`;
  return html`<${Fragment}>${one.before && html`<del>${money(one.before)}</del> `}
    <strong>${money(one.after)}</strong>
    <span class="small muted open-text">${one.starts ? html`<bdi>${one.starts} – ${one.ends}</bdi> · ${
      t("house.least", { count: one.least_nights })}` : t("house.base")}</span><//>`;
}
