/** The manager draws the floor: by finger, by mouse and by keyboard; each change is stored at once. */

import { Fragment, html, useRef, useSignal } from "../vendor.js";
import { del, post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Icon, IconButton, Stepper } from "../kit.js";
import { spotStyle } from "./floormap.js";
import { placed } from "./model.js";
import { problemText } from "./reading.js";
import { areas, tables } from "./state.js";

const STEP = 20;
const TURN = 15;
const SAVE_MS = 500;
const SHAPES = ["square", "round", "long"];
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP] };

/** Within the drawing, on its grid of hundredths. */
export function snapped(value) {
  return Math.min(970, Math.max(30, Math.round(value / 10) * 10));
}

/** @param {{onDone: () => void}} props */
export function PlanEditor({ onDone }) {
  const area = useSignal(areas.value[0]?.name ?? "");
  const chosen = useSignal(null);
  const moved = useSignal(new Map());
  const problem = useSignal("");
  const timer = useRef(0);
  const own = tables.value.filter((one) => one.area === area.value);
  const spots = placed(own);
  const spotOf = (id) => moved.value.get(id) ?? spots.get(id);

  const run = async (call) => {
    problem.value = "";
    try {
      return await call();
    } catch (error) {
      problem.value = problemText(error);
      return null;
    }
  };
  const save = async () => {
    const changed = [...moved.value].map(([id, spot]) => ({ id, ...spot }));
    if (changed.length === 0) return;
    // Kept in place until the box tells them anew, so that nothing jumps back meanwhile.
    if (await run(() => post("/api/v1/floor", { tables: changed }))) {
      const saved = new Set(changed.map(({ id }) => id));
      tables.value = tables.value.map((one) => (saved.has(one.id)
        ? { ...one, position: moved.value.get(one.id) ?? one.position } : one));
      moved.value = new Map();
    }
  };
  const put = (id, change) => {
    moved.value = new Map(moved.value).set(id, { ...spotOf(id), ...change });
    clearTimeout(timer.current);
    timer.current = setTimeout(save, SAVE_MS);
  };
  const done = async () => {
    clearTimeout(timer.current);
    await save();
    if (!problem.value) onDone();
  };
  const one = own.find((table) => table.id === chosen.value) ?? null;
  return html`<${Fragment}>
    <div class="floor-tools">
      <h2 class="grow">${t("plan.edit")}</h2>
      <button type="button" class="button button-primary" onClick=${done}>
        <${Icon} name="check" />${t("plan.done")}</button>
    </div>
    <p class="muted small">${t("plan.how")}</p>
    <${AreaChips} area=${area} run=${run} onChosen=${() => (chosen.value = null)} />
    ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
    <ul class="plan plan-edit">${own.map((table) => html`<${Handle} key=${table.id} table=${table}
      spot=${spotOf(table.id)} isChosen=${chosen.value === table.id}
      onChoose=${() => (chosen.value = table.id)} onPut=${(change) => put(table.id, change)} />`)}
    </ul>
    ${one ? html`<${TableTools} key=${one.id} one=${one} spot=${spotOf(one.id)} run=${run}
        onPut=${(change) => put(one.id, change)} onGone=${() => (chosen.value = null)} />`
      : html`<${NewTable} area=${area.value} run=${run} />`}
  <//>`;
}

function AreaChips({ area, run, onChosen }) {
  const name = useSignal(null);
  const here = areas.value.find((one) => one.name === area.value);
  const isEmpty = !tables.value.some((one) => one.area === area.value);
  const save = async () => {
    const wanted = name.value.text.trim();
    const path = name.value.isNew ? "/api/v1/areas" : `/api/v1/areas/${here.id}`;
    if (!wanted || !(await run(() => post(path, { name: wanted })))) return;
    area.value = wanted;
    name.value = null;
  };
  return html`<div class="reasons" role="group" aria-label=${t("plan.area")}>
    ${areas.value.map((one) => html`<button type="button" key=${one.id} class="chip"
      aria-pressed=${String(area.value === one.name)} onClick=${() => {
        area.value = one.name;
        onChosen();
      }}>${one.name}</button>`)}
    <${IconButton} icon="plus" class="icon-button-line" label=${t("plan.new_area")}
      onClick=${() => (name.value = { text: "", isNew: true })} />
    ${here && html`<${IconButton} icon="pencil" class="icon-button-line"
      label=${t("plan.rename_area")}
      onClick=${() => (name.value = { text: here.name, isNew: false })} />`}
    ${here && isEmpty && html`<${IconButton} icon="trash-2" class="icon-button-line"
      label=${t("plan.remove_area")} onClick=${() => run(() => del(`/api/v1/areas/${here.id}`))} />`}
    ${name.value && html`<form class="row plan-form" onSubmit=${(event) => {
      event.preventDefault();
      save();
    }}><label class="sr-only" for="area-name">${t("plan.area")}</label>
      <input id="area-name" class="input" maxlength="40" value=${name.value.text}
        onInput=${(event) => (name.value = { ...name.value, text: event.target.value })} />
      <button type="submit" class="button">${t("waiter.save")}</button></form>`}
  </div>`;
}

/** One table that can be dragged, or moved by the arrow keys, turned by R, shaped by S. */
function Handle({ table, spot, isChosen, onChoose, onPut }) {
  const grip = useRef(null);
  const down = (event) => {
    onChoose();
    const box = event.currentTarget.closest(".plan").getBoundingClientRect();
    grip.current = { box, dx: event.clientX, dy: event.clientY, x: spot.x, y: spot.y };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event) => {
    const from = grip.current;
    if (!from) return;
    const isRtl = document.documentElement.dir === "rtl";
    const dx = ((event.clientX - from.dx) / from.box.width) * 1000 * (isRtl ? -1 : 1);
    const dy = ((event.clientY - from.dy) / from.box.height) * 1000;
    const next = { x: snapped(from.x + dx), y: snapped(from.y + dy) };
    if (next.x !== spot.x || next.y !== spot.y) onPut(next);
  };
  const up = () => (grip.current = null);
  const press = (event) => {
    const isRtl = document.documentElement.dir === "rtl";
    const way = ARROWS[event.key];
    if (way) {
      event.preventDefault();
      const dx = isRtl ? -way[0] : way[0];
      onPut({ x: snapped(spot.x + dx), y: snapped(spot.y + way[1]) });
    } else if (event.code === "KeyR") {
      onPut({ rotation: (spot.rotation + (event.shiftKey ? 360 - TURN : TURN)) % 360 });
    } else if (event.code === "KeyS") {
      onPut({ shape: SHAPES[(SHAPES.indexOf(spot.shape) + 1) % SHAPES.length] });
    }
  };
  return html`<li class="spot" data-shape=${spot.shape} style=${spotStyle(spot)}>
    <button type="button" class="spot-table" data-state="free"
      aria-current=${isChosen ? "true" : null} aria-label=${t("plan.table_at", {
        number: table.number, x: spot.x / 10, y: spot.y / 10, turn: spot.rotation })}
      onPointerDown=${down} onPointerMove=${move} onPointerUp=${up} onPointerCancel=${up}
      onClick=${onChoose} onFocus=${onChoose} onKeyDown=${press}>
      <strong>${table.number}</strong>
      <span class="spot-line"><${Icon} name="users" />${table.seats}</span>
    </button>
  </li>`;
}

function TableTools({ one, spot, run, onPut, onGone }) {
  const number = useSignal(one.number);
  const turn = (by) => onPut({ rotation: (spot.rotation + by + 360) % 360 });
  const change = (body) => run(() => post(`/api/v1/tables/${one.id}`, body));
  const remove = async () => {
    if (await run(() => post(`/api/v1/tables/${one.id}/retire`))) onGone();
  };
  const rename = () => {
    const wanted = number.value.trim();
    if (wanted && wanted !== one.number) change({ number: wanted });
  };
  return html`<section class="card plan-tools" aria-label=${t("common.table",
    { number: one.number })}>
    <div class="row">
      <label class="grow" for="table-number">${t("plan.number")}</label>
      <input id="table-number" class="input plan-number" maxlength="12" value=${number}
        onInput=${(event) => (number.value = event.target.value)} onBlur=${rename} />
    </div>
    <div class="row"><span class="grow">${t("plan.seats")}</span>
      <${Stepper} value=${one.seats} max=${40} label=${t("plan.seats")}
        onChange=${(seats) => change({ seats })} /></div>
    <div class="row" role="group" aria-label=${t("plan.shape")}>${SHAPES.map((shape) => html`<button
      type="button" key=${shape} class="chip grow" aria-pressed=${String(spot.shape === shape)}
      onClick=${() => onPut({ shape })}>${t(`plan.shape.${shape}`)}</button>`)}</div>
    <div class="row">
      <button type="button" class="button grow" onClick=${() => turn(-TURN)}>
        <${Icon} name="rotate-ccw" />${t("plan.turn_left")}</button>
      <button type="button" class="button grow" onClick=${() => turn(TURN)}>
        <${Icon} name="rotate-cw" />${t("plan.turn_right")}</button>
    </div>
    <div class="row">
      <label class="grow" for="table-area">${t("plan.area")}</label>
      <select id="table-area" class="select plan-number" value=${one.area}
        onChange=${(event) => change({ area: event.target.value })}>
        ${areas.value.map(({ name }) => html`<option key=${name} value=${name}
          selected=${name === one.area}>${name}</option>`)}</select>
    </div>
    <button type="button" class="chip" aria-pressed=${String(one.training)}
      disabled=${Boolean(one.session_id)} onClick=${() => change({ training: !one.training })}>
      <${Icon} name="info" />${t("plan.training")}</button>
    <button type="button" class="button button-danger" disabled=${Boolean(one.session_id)}
      onClick=${remove}><${Icon} name="trash-2" />${t("plan.remove")}</button>
  </section>`;
}

function NewTable({ area, run }) {
  const number = useSignal("");
  const seats = useSignal(4);
  const add = async (event) => {
    event.preventDefault();
    const body = { number: number.value.trim(), area, seats: seats.value };
    if (body.number && (await run(() => post("/api/v1/tables", body)))) number.value = "";
  };
  return html`<form class="card plan-tools" onSubmit=${add}>
    <div class="row"><label class="grow" for="new-number">${t("plan.new_table")}</label>
      <input id="new-number" class="input plan-number" maxlength="12" value=${number}
        onInput=${(event) => (number.value = event.target.value)} /></div>
    <div class="row"><span class="grow">${t("plan.seats")}</span>
      <${Stepper} value=${seats.value} max=${40} label=${t("plan.seats")}
        onChange=${(n) => (seats.value = n)} /></div>
    <button type="submit" class="button" disabled=${!area || !number.value.trim()}>
      <${Icon} name="plus" />${t("plan.add")}</button>
  </form>`;
}
