/** Parties without a table: bar tabs, takeaway, delivery, rooms. */

import { Fragment, html, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet } from "../kit.js";
import { act, problemText } from "./reading.js";
import { ageOf, go, place, places, sheet } from "./state.js";
import { since } from "./times.js";
import { ageText, titled } from "./words.js";

const close = () => (sheet.value = null);
const KINDS = ["bar", "takeaway", "delivery", "room"];
const ICONS = { bar: "wine", takeaway: "shopping-bag", delivery: "truck", room: "house" };
const NEEDS = { bar: ["name"], takeaway: ["name", "time", "phone"],
  delivery: ["name", "address", "phone", "time"], room: ["room"] };
const REQUIRED = { bar: "name", delivery: "address", room: "room" };

/** The tab "To go and tabs". */
export function Parties() {
  const shown = KINDS.filter((kind) => places.value.some((one) => one.kind === kind));
  return html`<${Fragment}>
    <div class="floor-tools party-tools">${KINDS.map((kind) => html`<button type="button" key=${kind}
      class="button" onClick=${() => (sheet.value = { kind: "newparty", service: kind })}>
      <${Icon} name=${ICONS[kind]} />${t(`places.new.${kind}`)}</button>`)}</div>
    ${shown.length === 0 && html`<${Empty} icon="shopping-bag" title=${t("places.none")}>
      <p>${t("places.none_text")}</p><//>`}
    ${shown.map((kind) => html`<section class="area" key=${kind}>
      <h2>${t(`places.kind.${kind}`)}</h2>
      <ul class="stack">${places.value.filter((one) => one.kind === kind).map(
        (one) => html`<${Card} key=${one.id} one=${one} />`)}</ul>
    </section>`)}
  <//>`;
}

/** How the goods stand: what was handed over or sent out, else what the kitchen says. */
function stateOf(one) {
  if (one.party.state !== "open") return one.party.state;
  if (one.cooking > 0 || one.held > 0) return "preparing";
  if (one.ready > 0) return "ready";
  return one.orders > 0 ? "served" : "empty";
}

const LOOKS = { preparing: ["", "flame"], ready: ["badge-ok", "concierge-bell"],
  handed_over: ["", "check-check"], out: ["badge-info", "truck"], delivered: ["", "check-check"],
  served: ["", "check"], empty: ["badge-warn", "plus"] };

function Card({ one }) {
  const { party } = one;
  const state = stateOf(one);
  const [tone, icon] = LOOKS[state];
  return html`<li class="card to-go" data-state=${state}
    aria-current=${place.value.tableId === one.id ? "true" : null}>
    <button type="button" class="to-go-open"
      onClick=${() => go({ tab: "places", tableId: one.id })}>
      <strong class="table-number">${one.number}</strong>
      <span class="grow"><strong>${party.name || titled(one)}</strong>
        <span class="muted small">${[party.channel, party.due_at && since(party.due_at),
          party.address, party.driver].filter(Boolean).join(" · ") || ageText(ageOf(one))}</span>
      </span>
      <span class="to-go-side"><span>${one.total && money(one.total)}</span>
        <span class=${`badge ${tone}`}><${Icon} name=${icon} />${t(`places.state.${state}`)}</span>
      </span>
    </button>
    <${Next} one=${one} />
  </li>`;
}

/** The one step that usually comes next. */
function Next({ one }) {
  const path = `/api/v1/parties/${one.session_id}`;
  const button = (key, run) => html`<button type="button"
    class="button button-primary to-go-next" onClick=${run}>${t(key)}</button>`;
  if (one.party.kind === "takeaway" && one.party.state === "open" && one.ready > 0) {
    return button("places.do.hand-over", () => act(`${path}/hand-over`));
  }
  if (one.party.kind !== "delivery") return null;
  if (one.party.state === "open" && one.ready > 0) {
    return button("places.do.send-out", () => (sheet.value = { kind: "driver", one }));
  }
  return one.party.state === "out" ? button("places.do.deliver", () => act(`${path}/deliver`))
    : null;
}

/** Who drives. */
export function DriverSheet({ one }) {
  const driver = useSignal(one.party.driver ?? "");
  const known = [...new Set(places.value.map((other) => other.party?.driver).filter(Boolean))];
  const send = async () => {
    const body = { driver: driver.value.trim() };
    if (await act(`/api/v1/parties/${one.session_id}/send-out`, body)) close();
  };
  const foot = html`<button type="button" class="button button-primary button-large"
    onClick=${send}><${Icon} name="truck" />${t("places.do.send-out")}</button>`;
  return html`<${Sheet} title=${titled(one)} onClose=${close} foot=${foot}>
    <div class="stack"><p>${one.party.address}</p>
      ${known.length > 0 && html`<div class="reasons">${known.map((name) => html`<button
        type="button" key=${name} class="chip" aria-pressed=${String(driver.value === name)}
        onClick=${() => (driver.value = name)}>${name}</button>`)}</div>`}
      <div class="field"><label for="driver">${t("places.driver")}</label>
        <input id="driver" class="input" maxlength="80" autocomplete="off" value=${driver}
          onInput=${(event) => (driver.value = event.target.value)} /></div></div>
  <//>`;
}

/** A new tab, takeaway, delivery or room order; its order pane opens at once. */
export function PartyFormSheet({ service }) {
  const form = useSignal({ name: "", phone: "", address: "", note: "", room: "", time: "" });
  const busy = useSignal(false);
  const problem = useSignal("");
  const put = (name, value) => (form.value = { ...form.value, [name]: value });
  const save = async () => {
    busy.value = true;
    problem.value = "";
    const { time, ...words } = form.value;
    const due = time ? new Date(`${new Date().toDateString()} ${time}`) : null;
    const party = { kind: service, ...words, ...(due ? { due_at: due.toISOString() } : {}) };
    try {
      const opened = await post("/api/v1/table-sessions", { party });
      close();
      go({ tab: "places", tableId: opened.table.id, isOrdering: true });
    } catch (error) {
      problem.value = problemText(error);
    }
    busy.value = false;
  };
  const isReady = !REQUIRED[service] || form.value[REQUIRED[service]].trim() !== "";
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${busy.value || !isReady} onClick=${save}>
    <${Icon} name="plus" />${t("places.open")}</button>`;
  const types = { phone: "tel", time: "time" };
  return html`<${Sheet} title=${t(`places.new.${service}`)} onClose=${close} foot=${foot}>
    <div class="stack">${[...NEEDS[service], "note"].map((key) => html`<div class="field"
      key=${key}><label for=${`party-${key}`}>${t(`places.${key}`)}</label>
      <input id=${`party-${key}`} class="input" type=${types[key] ?? "text"} autocomplete="off"
        maxlength=${key === "address" || key === "note" ? 200 : 60} value=${form.value[key]}
        onInput=${(event) => put(key, event.target.value)} /></div>`)}
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
    </div>
  <//>`;
}
