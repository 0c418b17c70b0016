/** Who of the house guests eats what on a day, by room and diet. Entry of /desk/meals. */

import { Fragment, html, signal } from "./vendor.js";
import { get } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Banner, Icon, SyncPill, Toasts } from "./kit.js";
import { follow } from "./live.js";
import { beginBoard, Board, loadBoard } from "./breakfast/board.js";

const CARDS = "/api/v1/breakfast/cards";
const MEALS = ["breakfast", "lunch", "dinner"];
const list = signal(null);
const failed = signal("");
const hasCards = signal(false);
const link = signal("connecting");

async function load(day) {
  try {
    list.value = await get(`/api/v1/hotel/meals${day ? `?day=${day}` : ""}`);
    if (hasCards.value) await loadBoard(list.value.day);
    failed.value = "";
  } catch (error) {
    failed.value = errorText(error);
  }
}

function Meal({ name, meal }) {
  return html`<section class="card report">
    <header class="row wrap"><h2 class="grow">${t(`meals.meal.${name}`)}</h2>
      <span class="badge badge-info">${t("meals.people", { count: meal.people })}</span></header>
    ${meal.rooms.length === 0 ? html`<p class="muted">${t("meals.none")}</p>`
      : html`<ul>${meal.rooms.map((one) => html`<li class="found-one" key=${one.room}>
        <strong>${t("meals.room", { room: one.room })}</strong>
        <span class="grow">${t("meals.adults", { count: one.adults })}
          ${one.children > 0 && ` · ${t("meals.children", { count: one.children })}`}</span>
        ${one.diets.map((diet) => html`<span class="badge badge-warn" key=${diet} dir="auto">${diet}</span>`)}
      </li>`)}</ul>`}
  </section>`;
}

function Meals() {
  const now = list.value;
  return html`<${Fragment}>
    <header class="desk-head"><h1 class="grow">${t("meals.title")}</h1>
      <label class="row"><span>${t("meals.day")}</span><input class="input" type="date" value=${now?.day ?? ""}
        onChange=${(event) => event.target.value && load(event.target.value)} /></label>
      ${hasCards.value && html`<button type="button" class="button" onClick=${showMorning}>
        <${Icon} name="coffee" />${t("breakfast.next")}</button>`}
      <button type="button" class="button" onClick=${() => print()}><${Icon} name="printer" />${t("meals.print")}</button>
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a>
      ${hasCards.value && link.value !== "live" && html`<${SyncPill} state=${link.value} />`}</header>
    <main class="desk">
      ${failed.value && html`<${Banner} tone="bad" icon="circle-alert" title=${failed.value} />`}
      ${now && hasCards.value && html`<${Board} />`}
      ${now && MEALS.map((name) => html`<${Meal} key=${name} name=${name} meal=${now.meals[name]} />`)}
    </main>
    <${Toasts} />
  <//>`;
}

/** Show the morning that guests fill in cards for now. */
async function showMorning() {
  await load(await morning());
}

const morning = async () => (await get(CARDS)).day;

async function run() {
  const started = await begin().catch(() => null);
  if (started) beginBoard(started.me);
  else await setLanguage(document.documentElement.lang);
  // A house without breakfast cards, or whose module is off, shows the meal plans alone.
  hasCards.value = Boolean((await get(CARDS).catch(() => null))?.on);
  await load("");
  paint(Meals);
  if (!hasCards.value) return;
  const reload = () => loadBoard(list.value.day);
  const live = follow({ view: "breakfast", after: list.value.seq, onReload: reload,
    onNews: (news) => news.kind === "breakfast" && reload() });
  live.state.subscribe((state) => (link.value = state));
}

run();
