/** What one shift tells the next: unread and to do first, then everything. Entry of /desk/log. */

import { Fragment, html, useEffect, useSignal } from "./vendor.js";
import { get } from "./api.js";
import { paint } from "./boot.js";
import { errorText, lang, setLanguage, t } from "./i18n.js";
import { Empty, Icon, Skeleton, SyncPill, toast, Toasts } from "./kit.js";
import { LineBanner } from "./line.js";
import { Failed, Field } from "./desk/parts.js";
import { act, beat, link, start, useFetched } from "./desk/state.js";
import { WakeBar } from "./desk/wakebar.js";

const PATH = "/api/v1/shift-log";
const ASK_MS = 250;

/** A moment in the house's time, in words of the language now shown. */
function timeText(at, zone) {
  return new Intl.DateTimeFormat(`${lang.value}-u-nu-latn`, { day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(at));
}

function Log() {
  const { value, error, again } = useFetched(`${PATH}/open`);
  const corrected = useSignal(null);
  return html`<${Fragment}>
    <header class="desk-head"><h1 class="grow">${t("shiftlog.title")}</h1>
      <a class="button" href="/desk"><${Icon} name="concierge-bell" /><span>${t("desk.title")}</span></a>
      <${SyncPill} state=${link.value} /></header>
    <main class="desk">
      <${LineBanner} />
      <${WakeBar} />
      <${Write} corrected=${corrected} />
      <section><h2>${t("shiftlog.open")}</h2>
        ${error && html`<${Failed} error=${error} onRetry=${again} />`}
        ${!value && !error && html`<${Skeleton} rows=${4} />`}
        ${value?.items.length === 0 && html`<${Empty} icon="circle-check" title=${t("shiftlog.none_open")} />`}
        <ul class="stack">${value?.items.map((one) => html`<${Entry} key=${one.id} one=${one}
          zone=${value.zone} corrected=${corrected} />`)}</ul></section>
      <${All} corrected=${corrected} />
    </main>
    <${Toasts} />
  <//>`;
}

function Write({ corrected }) {
  const { value: house } = useFetched("/api/v1/rooms");
  const words = useSignal("");
  const room = useSignal("");
  const todo = useSignal(false);
  const due = useSignal("");
  const old = corrected.value;
  const save = async (event) => {
    event.preventDefault();
    const body = { words: words.value, todo: todo.value };
    if (room.value) body.room_id = Number(room.value);
    if (todo.value && due.value) body.due = due.value;
    if (old) body.corrects_id = old.id;
    if (!(await act(PATH, body, "shiftlog.written"))) return;
    words.value = "";
    room.value = "";
    todo.value = false;
    due.value = "";
    corrected.value = null;
  };
  const press = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
  };
  return html`<form class="card book-form" aria-label=${t("shiftlog.write")} onSubmit=${save}>
    <div class="field book-words"><label for="words">${old
      ? t("shiftlog.correcting", { words: old.words.slice(0, 60) }) : t("shiftlog.words")}</label>
      <textarea id="words" class="input" rows="3" maxlength="1000" required value=${words.value}
        onKeyDown=${press} onInput=${(event) => (words.value = event.target.value)}></textarea></div>
    <div class="field"><label for="room">${t("shiftlog.room")}</label>
      <select id="room" class="input" value=${room.value}
        onChange=${(event) => (room.value = event.target.value)}>
        <option value="">${t("shiftlog.no_room")}</option>
        ${house?.items.map((one) => html`<option key=${one.id} value=${String(one.id)}>
          ${one.number}</option>`)}</select></div>
    <label class="check"><input type="checkbox" checked=${todo.value}
      onChange=${(event) => (todo.value = event.target.checked)} />${t("shiftlog.todo")}</label>
    ${todo.value && html`<${Field} id="due" label=${t("shiftlog.due")} type="datetime-local"
      value=${due.value} onChange=${(said) => (due.value = said)} />`}
    <button class="button button-primary" disabled=${link.value === "stale"}>
      <${Icon} name="plus" />${t("shiftlog.write")}</button>
    ${old && html`<button type="button" class="button" onClick=${() => (corrected.value = null)}>
      ${t("common.cancel")}</button>`}
  </form>`;
}

function Entry({ one, zone, corrected }) {
  const press = (verb) => () => act(`${PATH}/${one.id}/${verb}`);
  const correct = () => {
    corrected.value = one;
    document.getElementById("words").focus();
  };
  const isOpen = one.todo && !one.ticked_at && !one.corrected_by;
  return html`<li class="card book" data-entry=${isOpen ? "todo" : one.unread ? "unread" : "read"}>
    ${one.room && html`<strong class="book-large">${one.room}</strong>`}
    <span class="grow"><span class="book-words">${one.words}</span>
      <span class="small muted book-about">${one.by} · ${timeText(one.made_at, zone)} · ${
        t("shiftlog.readers", { count: one.readers })}</span>
      <span class="row book-badges">
        ${one.unread && html`<span class="badge badge-info">${t("shiftlog.unread")}</span>`}
        ${isOpen && html`<span class=${`badge ${one.late ? "badge-bad" : "badge-warn"}`}>
          <${Icon} name="clock" />${one.due_at ? t(one.late ? "shiftlog.late" : "shiftlog.by",
            { time: timeText(one.due_at, zone) }) : t("shiftlog.todo")}</span>`}
        ${one.ticked_at && html`<span class="badge badge-ok"><${Icon} name="check" />${t("shiftlog.ticked",
          { name: one.ticked_by, time: timeText(one.ticked_at, zone) })}</span>`}
        ${one.corrects_id && html`<span class="badge">${t("shiftlog.corrects")}</span>`}
        ${one.corrected_by && html`<span class="badge badge-warn">${t("shiftlog.corrected")}</span>`}
      </span></span>
    <span class="row">
      ${one.booking_id && html`<a class="button" href=${`/desk/bookings/${one.booking_id}`}>
        ${t("shiftlog.booking")}</a>`}
      ${isOpen && html`<button type="button" class="button button-primary" onClick=${press("tick")}>
        <${Icon} name="check" />${t("shiftlog.tick")}</button>`}
      ${one.unread && html`<button type="button" class="button" onClick=${press("read")}>
        ${t("shiftlog.read")}</button>`}
      ${!one.corrected_by && html`<button type="button" class="button button-quiet" onClick=${correct}>
        ${t("shiftlog.correct")}</button>`}
    </span>
  </li>`;
}

/** Everything, the newest first; more by a tap. */
function All({ corrected }) {
  const query = useSignal("");
  const asked = useSignal("");
  const older = useSignal({ asked: "", items: [], next: null });
  useEffect(() => {
    const soon = setTimeout(() => (asked.value = query.value.trim()), ASK_MS);
    return () => clearTimeout(soon);
  }, [query.value]);
  const { value, error, again } = useFetched(`${PATH}?query=${encodeURIComponent(asked.value)}`);
  const key = `${asked.value} ${beat.value}`;
  const more = older.value.asked === key ? older.value : { items: [], next: value?.next };
  const fetchMore = async () => {
    try {
      const found = await get(`${PATH}?query=${encodeURIComponent(asked.value)}&cursor=${more.next}`);
      older.value = { asked: key, items: [...more.items, ...found.items], next: found.next };
    } catch (failure) {
      toast(errorText(failure), { icon: "triangle-alert", seconds: 8 });
    }
  };
  const items = [...(value?.items ?? []), ...more.items];
  return html`<section><h2>${t("shiftlog.all")}</h2>
    <${Field} id="query" label=${t("shiftlog.search")} type="search" value=${query.value}
      onChange=${(said) => (query.value = said)} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${value && items.length === 0 && html`<${Empty} icon="search" title=${t(asked.value
      ? "shiftlog.nothing_found" : "shiftlog.empty")} />`}
    <ul class="stack book-all">${items.map((one) => html`<${Entry} key=${one.id} one=${one}
      zone=${value.zone} corrected=${corrected} />`)}</ul>
    ${more.next && html`<button type="button" class="button button-wide" onClick=${fetchMore}>
      ${t("shiftlog.more")}</button>`}
  </section>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><${Empty} icon="wifi-off" title=${t("desk.unreachable")}>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button><//></main>`;
}

async function run() {
  try {
    await start();
    paint(Log);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
