/** The tape chart: rooms by days. Only what is in sight is drawn, so 200 rooms scroll as ten. */

import { Fragment, html, useLayoutEffect, useMemo, useRef, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton } from "../kit.js";
import { Bar } from "./bar.js";
import { addDays, changeOf, daysBetween, rowsOf, spansOf, windowOf } from "./model.js";
import { Failed, Head } from "./parts.js";
import { DatesSheet, MoveSheet } from "./sheets.js";
import { dayText, go, sheet, useFetched } from "./state.js";

const DAYS = 60;
const ROW = 44;
const DAY = 64;
const ROOM = 116;
const HEAD = 52;
const STEP = 5;
const STATES = ["confirmed", "assigned", "checked_in", "checked_out", "block"];

export function Chart() {
  const first = useSignal("");
  const { value: told, error, again } = useFetched(
    `/api/v1/bookings/chart?days=${DAYS}${first.value && `&first=${first.value}`}`);
  const value = useMemo(() => told && spansOf(told), [told]);
  const shift = (days) => () => value && (first.value = addDays(value.first, days));
  return html`<${Fragment}>
    <${Head} title=${t("desk.nav.chart")}>
      <${IconButton} icon="chevron-left" iconClass="icon-flip" class="icon-button-line"
        label=${t("desk.earlier")} onClick=${shift(-14)} />
      <button type="button" class="button"
        onClick=${() => (first.value = "")}>${t("desk.today")}</button>
      <${IconButton} icon="chevron-right" iconClass="icon-flip" class="icon-button-line"
        label=${t("desk.later")} onClick=${shift(14)} />
    <//>
    <ul class="row legend">${STATES.map((state) => html`<li key=${state} class="row small">
      <span class="swatch" data-state=${state}></span>${t(`desk.state.${state}`)}</li>`)}</ul>
    <p class="small muted chart-help">${t("desk.chart_keys")}</p>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${8} />`}
    ${value?.rooms.length === 0 && html`<${Empty} icon="key-round" title=${t("desk.no_rooms")} />`}
    ${value?.rooms.length > 0 && html`<${Tape} chart=${value} />`}
  <//>`;
}

/** Ask before a change that a drag or a key meant. */
function ask(span, change) {
  if (!change) return;
  const booking = { id: span.booking_id, name: span.name };
  sheet.value = change.action === "dates"
    ? html`<${DatesSheet} booking=${booking} stay=${span} from=${change.arrival}
        to=${change.departure} />`
    : html`<${MoveSheet} booking=${booking} stay=${span} room=${change.room}
        action=${change.action} />`;
}

function Tape({ chart }) {
  const box = useRef(null);
  const view = useSignal({ from: 0, to: 30, first: 0, last: 20 });
  const focused = useSignal("");
  const rows = useMemo(() => rowsOf(chart), [chart]);
  // A row that is drawn as before is not looked at again.
  const drawn = useMemo(() => new Map(), [chart]);
  const look = () => {
    const node = box.current;
    const down = windowOf(node.scrollTop, node.clientHeight, ROW, rows.length);
    const along = windowOf(Math.abs(node.scrollLeft), node.clientWidth, DAY, chart.days, 2);
    const next = { ...down, first: along.from - (along.from % STEP),
      last: Math.min(chart.days, along.to + STEP - (along.to % STEP)) };
    const now = view.value;
    if (Object.keys(next).some((key) => next[key] !== now[key])) view.value = next;
  };
  useLayoutEffect(look, [chart]);
  const { from, to, first, last } = view.value;
  const starts = addDays(chart.first, first);
  const ends = addDays(chart.first, last);
  const now = daysBetween(chart.first, chart.today);
  const dropped = (span, { dx, dy, edge }) => {
    const sign = document.documentElement.dir === "rtl" ? -1 : 1;
    const row = rows[rowOf(span) + Math.round(dy / ROW)];
    ask(span, changeOf(span, { days: Math.round((sign * dx) / DAY), room: row?.room ?? null, edge }));
  };
  const rowOf = (span) => rows.findIndex((row) => row.spans.includes(span));
  const onKeyDown = (event) => keyed(event, { rows, rowOf, focused, box });
  const line = (row, index) => {
    const held = row.spans.find((span) => `${span.kind} ${span.id}` === focused.value);
    const looks = `${first} ${last} ${held?.id ?? ""}`;
    const known = drawn.get(row);
    if (known?.looks === looks) return known.node;
    const node = html`<div class="tape-row" key=${row.room?.id ?? `lane ${index}`}
      style=${{ insetBlockStart: `${HEAD + index * ROW}px` }}>
      <div class="tape-room">${row.room ? html`<${Fragment}><strong>${row.room.number}</strong>
        <span class="small muted">${row.room.type}</span><//>` : html`<span class="small">
        <${Icon} name="clock" /> ${t("desk.no_room")}</span>`}</div>
      ${row.spans.filter((span) => span.starts < ends && span.ends > starts).map((span) =>
        html`<${Bar} key=${`${span.kind} ${span.id} ${span.starts}`} span=${span} room=${row.room}
          ...${placeOf(span, chart)} isFocused=${span === held} onDrop=${dropped} />`)}
    </div>`;
    drawn.set(row, { looks, node });
    return node;
  };
  return html`<div class="tape" ref=${box} onScroll=${look} onKeyDown=${onKeyDown} tabindex="0"
    role="region" aria-label=${t("desk.nav.chart")}>
    <div class="tape-in" style=${{ inlineSize: `${ROOM + chart.days * DAY}px`,
      blockSize: `${HEAD + rows.length * ROW}px` }}>
      <div class="tape-days">${Array.from({ length: last - first }, (_, n) => {
        const day = addDays(chart.first, first + n);
        return html`<div key=${day} class="tape-day" data-now=${day === chart.today ? "" : null}
          style=${{ insetInlineStart: `${ROOM + (first + n) * DAY}px` }}>
          <span>${dayText(day, { weekday: "short" })}</span>
          <strong>${dayText(day, { day: "numeric", month: "numeric" })}</strong></div>`;
      })}<div class="tape-corner">${t("desk.rooms_title")}</div></div>
      ${now >= 0 && now < chart.days && html`<div class="tape-now"
        style=${{ insetInlineStart: `${ROOM + now * DAY}px` }}></div>`}
      ${rows.slice(from, to).map((row, n) => line(row, from + n))}
    </div>
  </div>`;
}

/** From the middle of the day of arrival to the middle of that of departure; cut at the edge. */
function placeOf(span, chart) {
  const isCut = span.arrival < chart.first;
  const start = daysBetween(chart.first, span.starts) + (isCut ? 0 : 0.5);
  const end = Math.min(chart.days, daysBetween(chart.first, span.ends) + 0.5);
  return { start: ROOM + start * DAY, size: (end - start) * DAY - 4 };
}

/** Arrows go from stay to stay; with Shift they extend, with Alt they change the room. */
function keyed(event, { rows, rowOf, focused, box }) {
  const sign = document.documentElement.dir === "rtl" ? -1 : 1;
  const along = { ArrowRight: sign, ArrowLeft: -sign }[event.key] ?? 0;
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  const all = rows.flatMap((row) => row.spans);
  const now = all.find((span) => `${span.kind} ${span.id}` === focused.value);
  if (event.key === "Enter" && now?.booking_id && event.target === box.current) {
    go(`/desk/bookings/${now.booking_id}`);
  }
  if (!along && !down) return;
  event.preventDefault();
  if (now && event.shiftKey && along) return ask(now, changeOf(now, { days: along, edge: true }));
  if (now && event.altKey && down) {
    return ask(now, changeOf(now, { days: 0, room: rows[rowOf(now) + down]?.room, edge: false }));
  }
  const next = now ? neighbour(rows, rowOf(now), now, { along, down }) : all[0];
  if (!next) return;
  focused.value = `${next.kind} ${next.id}`;
  const top = rowOf(next) * ROW;
  const node = box.current;
  if (top < node.scrollTop || top > node.scrollTop + node.clientHeight - HEAD - ROW) {
    node.scrollTop = Math.max(0, top - node.clientHeight / 2);
  }
}

function neighbour(rows, index, now, { along, down }) {
  if (along) return rows[index].spans[rows[index].spans.indexOf(now) + along];
  for (let at = index + down; rows[at]; at += down) {
    const [nearest] = rows[at].spans.toSorted((a, b) => Math.abs(daysBetween(now.starts, a.starts))
      - Math.abs(daysBetween(now.starts, b.starts)));
    if (nearest) return nearest;
  }
  return undefined;
}
