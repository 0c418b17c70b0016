/** Who changed what of a record: before and after. */

import { html, useEffect, useSignal } from "../vendor.js";
import { hasText, t } from "../i18n.js";
import { Empty, Skeleton } from "../kit.js";
import { actorText } from "./actors.js";
import { Failed, Part, timeText, useFetched } from "./parts.js";
import { labelOf } from "./records.js";
import { get } from "./state.js";

export function History({ kind, recordKey }) {
  const path = `/api/v1/menu/history/${kind}/${encodeURIComponent(recordKey)}`;
  const rows = useSignal(null);
  const cursor = useSignal(null);
  const error = useSignal(null);
  const people = useFetched("/api/v1/staff");
  const load = async (after) => {
    try {
      const answer = await get(after ? `${path}?cursor=${after}` : path);
      rows.value = [...(after ? rows.value : []), ...answer.items];
      cursor.value = answer.next_cursor ?? null;
      error.value = null;
    } catch (problem) {
      error.value = problem;
    }
  };
  useEffect(() => {
    load(null);
  }, [recordKey]);
  if (error.value) return html`<${Failed} error=${error.value} onRetry=${() => load(null)} />`;
  if (!rows.value) return html`<${Skeleton} />`;
  const names = new Map((people.value?.items ?? []).map((one) => [`staff:${one.id}`, one.name]));
  return html`<${Part} title=${t("manage.tab.history")}>
    ${rows.value.length === 0 && html`<${Empty} icon="history" title=${t("manage.no_history")} />`}
    <ol class="history">${rows.value.map((row) => html`<li key=${row.id}>
      <p><strong>${names.get(row.actor) ?? actorText(row.actor)}</strong>
        <span class="small muted"> ${timeText(row.at)}</span></p>
      <p>${row.field ? fieldText(kind, row.field) : t("manage.was_added")}
        ${row.field && html`: <del>${row.before || "—"}</del> → <ins>${row.after || "—"}</ins>`}</p>
    </li>`)}</ol>
    ${cursor.value && html`<button type="button" class="button"
      onClick=${() => load(cursor.value)}>${t("manage.older")}</button>`}
  <//>`;
}

function fieldText(kind, field) {
  const [, name, code] = /^(name|description)_([a-z]{2,3})$/.exec(field) ?? [];
  if (name) return `${labelOf(kind, name)} (${code})`;
  return hasText(`manage.field.${field}`) || hasText(`manage.field.${kind}.${field}`)
    ? labelOf(kind, field) : field;
}
