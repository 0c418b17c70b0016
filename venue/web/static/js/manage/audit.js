/** Who did what: the journal with its numbers' names, by page. */

import { html, useEffect, useSignal } from "../vendor.js";
import { hasText, t } from "../i18n.js";
import { Banner, Empty, Skeleton } from "../kit.js";
import { actorText } from "./actors.js";
import { PickField, TextField } from "./form.js";
import { withOffset } from "./model.js";
import { Failed, Head, timeText, useFetched } from "./parts.js";
import { get } from "./state.js";

const FEATURES = ["menu", "order", "line", "ticket", "bill", "tender", "receipt", "invoice", "cash", "cash_session", "z", "table", "table_session",
  "staff", "device", "printer", "settings", "module", "box"];
const MOST_EMPTY = 5;

export function Audit() {
  const filters = useSignal({ feature: "", actor: "", since: "", until: "" });
  const rows = useSignal(null);
  const cursor = useSignal(null);
  const error = useSignal(null);
  const isBusy = useSignal(false);
  const people = useFetched("/api/v1/staff");
  const load = async (after) => {
    isBusy.value = true;
    let found = [];
    let next = after;
    try {
      // A page of a rare kind may be empty and still have a next one.
      for (let page = 0; page < MOST_EMPTY && found.length === 0 && (page === 0 || next); page += 1) {
        const answer = await get(`/api/v1/journal?${queryOf(filters.value, next)}`);
        found = answer.items;
        next = answer.next_cursor ?? null;
      }
      rows.value = [...(after ? rows.value : []), ...found];
      cursor.value = next;
      error.value = null;
    } catch (problem) {
      error.value = problem;
    }
    isBusy.value = false;
  };
  useEffect(() => {
    load(null);
  }, [filters.value]);
  const set = (name) => (value) => (filters.value = { ...filters.value, [name]: value });
  const who = (people.value?.items ?? []).map((one) => [`staff:${one.id}`, one.name]);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.audit")} text=${t("manage.audit_text")}>
      ${["jsonl", "csv"].map((form) => html`<a class="button" key=${form} download
        href=${`/api/v1/journal.${form}`}>${t("manage.audit_file", { form })}</a>`)}<//>
    <div class="card part filters">
      <${PickField} label=${t("manage.filter_what")} value=${filters.value.feature}
        onChange=${set("feature")} options=${[["", t("manage.anything")],
          ...FEATURES.map((one) => [one, t(`manage.feature.${one}`)])]} />
      <${PickField} label=${t("manage.filter_who")} value=${filters.value.actor}
        onChange=${set("actor")} options=${[["", t("manage.anybody")], ...who,
          ["box", t("manage.actor.box")]]} />
      <${TextField} label=${t("manage.since")} type="datetime-local" value=${filters.value.since}
        onChange=${set("since")} />
      <${TextField} label=${t("manage.until")} type="datetime-local" value=${filters.value.until}
        onChange=${set("until")} />
    </div>
    ${error.value && html`<${Failed} error=${error.value} onRetry=${() => load(null)} />`}
    ${rows.value === null && !error.value && html`<${Skeleton} rows=${6} />`}
    ${rows.value?.length === 0 && html`<${Empty} icon="history" title=${t("manage.no_entries")} />`}
    ${rows.value?.length > 0 && html`<ol class="card part audit">${rows.value.map((one) => html`
      <${Entry} key=${one.seq} entry=${one} />`)}</ol>`}
    ${cursor.value && html`<button type="button" class="button" disabled=${isBusy.value}
      onClick=${() => load(cursor.value)}>${t("manage.older")}</button>`}
    ${rows.value?.some((one) => !one.trusted) && html`<${Banner} tone="warn" icon="clock"
      title=${t("manage.untrusted")} />`}
  </div>`;
}

function queryOf({ feature, actor, since, until }, cursor) {
  const query = new URLSearchParams();
  const given = { feature, actor, since: since && withOffset(since),
    until: until && withOffset(until), cursor };
  Object.entries(given).forEach(([name, value]) => value && query.set(name, value));
  return query;
}

function Entry({ entry }) {
  const { actor, kind, data, names } = entry;
  const key = `manage.kind.${kind}`;
  const facts = Object.entries(data).map(([name, value]) => {
    const shown = names[name] ?? (typeof value === "object" ? JSON.stringify(value) : String(value));
    return `${name}: ${shown}`;
  });
  return html`<li class="entry">
    <p><strong>${actor.name || actorText(actor.label)}</strong>
      <span> ${hasText(key) ? t(key) : html`<code>${kind}</code>`}</span>
      ${Object.values(names).length > 0 && html` <span class="entry-names">${
        Object.values(names).join(", ")}</span>`}</p>
    <p class="small muted"><time dateTime=${entry.at}>${timeText(entry.at,
      { dateStyle: "short", timeStyle: "medium" })}</time>${entry.trusted ? "" : " ?"} · #${entry.seq}</p>
    ${facts.length > 0 && html`<details><summary class="small">${t("manage.details")}</summary>
      <ul class="small facts">${facts.map((one) => html`<li key=${one}>${one}</li>`)}</ul></details>`}
  </li>`;
}
