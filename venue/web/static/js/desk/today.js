/** The today board: who comes, who goes, who stays, and who is missing. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, Skeleton } from "../kit.js";
import { CareBadge, Failed, Head, StateBadge } from "./parts.js";
import { act, dayText, get, go, onLink, useFetched } from "./state.js";

const GROUPS = [["late", "triangle-alert"], ["arrivals", "door-open"], ["overdue", "timer"],
  ["departures", "log-out"], ["stayovers", "house"], ["no_shows", "ban"], ["left", "check-check"]];
const READY = new Set(["clean", "inspected"]);
const FIND_MS = 200;

export function Today() {
  const { value, error, again } = useFetched("/api/v1/bookings/today");
  const chosen = useSignal(null);
  const shown = GROUPS.filter(([name]) => !chosen.value || chosen.value === name);
  return html`<${Fragment}>
    <${Head} title=${t("desk.today")} text=${value && dayText(value.day,
      { weekday: "long", day: "numeric", month: "long" })}>
      <a class="button" href="/desk/new?walk-in" onClick=${onLink("/desk/new?walk-in")}>
        <${Icon} name="user" />${t("desk.walk_in")}</a>
      <a class="button button-primary" href="/desk/new" onClick=${onLink("/desk/new")}>
        <${Icon} name="plus" />${t("desk.nav.new")}</a>
    <//>
    <${Find} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${8} />`}
    ${value && html`<div class="counts" role="group" aria-label=${t("desk.filter")}>${GROUPS.map(
      ([name, icon]) => html`<button type="button" key=${name} class="card count-card"
        aria-pressed=${String(chosen.value === name)}
        onClick=${() => (chosen.value = chosen.value === name ? null : name)}>
        <strong>${value[name].length}</strong>
        <span class="row small"><${Icon} name=${icon} />${t(`desk.group.${name}`)}</span>
      </button>`)}</div>
    <div class="groups" onKeyDown=${walk}>${shown.map(([name, icon]) =>
      (value[name].length > 0 || chosen.value) && html`<section class="card group" key=${name}
        data-group=${name}>
        <h2 class="row"><${Icon} name=${icon} />${t(`desk.group.${name}`)}
          <span class="count">${value[name].length}</span></h2>
        ${value[name].length === 0 && html`<${Empty} icon="circle-check"
          title=${t("desk.nobody")} />`}
        <ul>${value[name].map((one) => html`<${Line} key=${one.stay_id} one=${one} />`)}</ul>
      </section>`)}</div>
    ${GROUPS.every(([name]) => value[name].length === 0) && !chosen.value
      && html`<${Empty} icon="calendar" title=${t("desk.quiet")} />`}`}
  <//>`;
}

/** Up and down go from name to name. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll(".line-name")];
  const next = all[all.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Line({ one }) {
  const path = `/desk/bookings/${one.booking_id}`;
  return html`<li class="line">
    <span class="line-room">${one.room ?? "–"}</span>
    <span class="grow"><a class="line-name" href=${path} onClick=${onLink(path)}>${
      one.name || t("desk.no_name")}</a>
      <span class="small muted line-about">${one.room_type} · ${dayText(one.arrival,
        { day: "numeric", month: "short" })} – ${dayText(one.departure,
        { day: "numeric", month: "short" })} · ${t("desk.guests",
        { count: one.adults + one.children })}</span></span>
    <span class="row line-state"><${StateBadge} state=${one.state} />
      ${one.state === "assigned" && html`<${CareBadge} state=${one.housekeeping} />`}</span>
    <${Quick} one=${one} />
  </li>`;
}

/** The next step, where it is one tap. */
function Quick({ one }) {
  const call = (action) => () => act(`/api/v1/bookings/${one.booking_id}/${action}`,
    { stay_id: one.stay_id });
  if (one.state === "confirmed") {
    return html`<button type="button" class="button" onClick=${call("assign")}>
      ${t("desk.do.assign")}<span class="sr-only"> ${one.name}</span></button>`;
  }
  if (one.state === "assigned") {
    return html`<button type="button" class="button button-primary"
      disabled=${!READY.has(one.housekeeping)} onClick=${call("check-in")}>
      ${t("desk.do.check-in")}<span class="sr-only"> ${one.name}</span></button>`;
  }
  if (one.state !== "checked_in") return null;
  const path = `/desk/bookings/${one.booking_id}`;
  return html`<a class="button" href=${path} onClick=${onLink(path)}>
    ${t("desk.do.open")}<span class="sr-only"> ${one.name}</span></a>`;
}

function Find() {
  const said = useSignal("");
  const found = useSignal(null);
  const problem = useSignal("");
  useEffect(() => {
    found.value = null;
    problem.value = "";
    if (said.value.trim().length < 2) return undefined;
    const timer = setTimeout(async () => {
      const asked = said.value;
      try {
        const answer = await get(`/api/v1/bookings?query=${encodeURIComponent(asked.trim())}`);
        if (asked === said.value) found.value = answer.items;
      } catch (error) {
        problem.value = errorText(error);
      }
    }, FIND_MS);
    return () => clearTimeout(timer);
  }, [said.value]);
  const open = (one) => go(`/desk/bookings/${one.id}`);
  return html`<div class="find" role="search">
    <label class="row find-box" for="find"><${Icon} name="search" />
      <span class="sr-only">${t("desk.find")}</span>
      <input id="find" class="input" type="search" value=${said.value} autocomplete="off"
        placeholder=${t("desk.find")} onInput=${(event) => (said.value = event.target.value)}
        onKeyDown=${(event) => event.key === "Enter" && found.value?.[0] && open(found.value[0])}
      /></label>
    ${problem.value && html`<p class="small">${problem.value}</p>`}
    ${found.value && html`<ul class="card find-list">
      ${found.value.length === 0 && html`<li class="find-none">${t("desk.none_found")}</li>`}
      ${found.value.map((one) => html`<li key=${one.id}><button type="button" class="find-one row"
        onClick=${() => open(one)}><strong class="grow">${one.name || t("desk.no_name")}</strong>
        <span class="muted">${t("desk.number", { number: one.number })}</span></button></li>`)}
    </ul>`}
  </div>`;
}
