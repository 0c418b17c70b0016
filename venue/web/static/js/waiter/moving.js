/** A party to another table, parties joined, dishes to another bill. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Sheet, toast } from "../kit.js";
import { act } from "./reading.js";
import { detail, goBack, places, sheet, table, tables } from "./state.js";
import { titled } from "./words.js";

const close = () => (sheet.value = null);
const GONE = ["voided", "void_seen"];

/** With a line: that one alone. Otherwise the whole party, or the dishes that are ticked. */
export function MoveSheet({ line = null }) {
  const here = table.value;
  const isWhole = useSignal(!line);
  const chosen = useSignal(new Set(line ? [line.id] : []));
  const target = useSignal(null);
  const busy = useSignal(false);
  const lines = (detail.value?.orders ?? []).filter((order) => order.status !== "rejected")
    .flatMap((order) => order.lines).filter((one) => !GONE.includes(one.state));
  const tick = (id) => {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  };
  const run = async () => {
    busy.value = true;
    const done = await move(here, target.value, isWhole.value, [...chosen.value]);
    busy.value = false;
    if (!done) return;
    close();
    toast(t("waiter.moved"), { icon: "check" });
    if (isWhole.value) goBack({ tableId: target.value.id });
  };
  const words = !target.value ? t("waiter.choose_target")
    : t(verbOf(target.value, isWhole.value), { target: titled(target.value) });
  const isReady = target.value && (isWhole.value || chosen.value.size > 0);
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${busy.value || !isReady} onClick=${run}>
    <${Icon} name="arrow-right-left" />${words}</button>`;
  return html`<${Sheet} title=${t("waiter.move_title", { table: here ? titled(here) : "" })}
    onClose=${close} foot=${foot}>
    <div class="stack">
      <div class="row" role="group" aria-label=${t("waiter.move")}>
        ${[true, false].map((whole) => html`<button type="button" key=${whole} class="chip grow"
          aria-pressed=${String(isWhole.value === whole)} onClick=${() => {
            isWhole.value = whole;
            target.value = null;
          }}>${t(whole ? "waiter.move_party" : "waiter.move_lines")}</button>`)}
      </div>
      ${!isWhole.value && html`<ul class="ticks">${lines.map((one) => html`<li key=${one.id}>
        <label class="row"><input type="checkbox" checked=${chosen.value.has(one.id)}
          onChange=${() => tick(one.id)} />
          <span class="grow">${one.quantity} ${one.name}</span><span
            class="muted">${money(one.total)}</span></label></li>`)}</ul>`}
      <${Targets} here=${here} isWhole=${isWhole.value} target=${target} />
    </div>
  <//>`;
}

function Targets({ here, isWhole, target }) {
  const all = [...tables.value, ...places.value].filter((one) => one.id !== here?.id
    && (isWhole || one.session_id));
  if (all.length === 0) return html`<${Empty} icon="layout-grid" title=${t("waiter.no_target")} />`;
  return html`<fieldset class="group"><legend>${t("waiter.choose_target")}</legend>
    <div class="targets">${all.map((one) => html`<button type="button" key=${one.id} class="chip"
      data-state=${one.state} aria-pressed=${String(target.value?.id === one.id)}
      onClick=${() => (target.value = one)}>
      <strong>${titled(one)}</strong><span class="small">${one.party?.name
        || t(one.session_id ? "waiter.state.open" : "waiter.state.free")}</span></button>`)}</div>
  </fieldset>`;
}

function verbOf(target, isWhole) {
  if (!isWhole) return "waiter.move_lines_to";
  return target.session_id ? "waiter.join_with" : "waiter.move_to";
}

function move(here, target, isWhole, ids) {
  const path = `/api/v1/table-sessions/${here.session_id}`;
  if (!isWhole) {
    return act("/api/v1/order-lines/move", { lines: ids.map((id) => ({ id })),
      to_session_id: target.session_id });
  }
  if (target.session_id) return act(`${path}/merge`, { session_id: target.session_id });
  return act(`${path}/move`, { table_id: target.id });
}
