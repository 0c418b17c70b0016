/** A new booking: dates, what is free and its price, one or several rooms; or a walk-in. */

import { Fragment, html, useSignal } from "../vendor.js";
import { errorText, money, t } from "../i18n.js";
import { post } from "../api.js";
import { Banner, Icon, Skeleton, Stepper } from "../kit.js";
import { addDays, daysBetween, totalOf } from "./model.js";
import { Failed, Field, Head } from "./parts.js";
import { go, me, useFetched } from "./state.js";

const WORDS = [["name", { maxlength: 80 }], ["phone", { type: "tel", maxlength: 40, dir: "ltr" }],
  ["email", { type: "email", maxlength: 120, dir: "ltr" }], ["note", { maxlength: 200 }]];

export function NewBooking() {
  const today = useFetched("/api/v1/bookings/today").value?.day;
  return today ? html`<${Form} today=${today} />` : html`<${Skeleton} rows=${6} />`;
}

function Form({ today }) {
  const isWalkIn = location.search === "?walk-in";
  const arrival = useSignal(today);
  const departure = useSignal(addDays(today, 1));
  const counts = useSignal({});
  const adults = useSignal(isWalkIn ? 1 : 2);
  const children = useSignal(0);
  const words = useSignal({ name: "", phone: "", email: "", note: "" });
  const problem = useSignal(null);
  const busy = useSignal(false);
  const isDated = arrival.value && arrival.value < departure.value;
  const { value, error, again } = useFetched(isDated
    ? `/api/v1/rooms/availability?arrival=${arrival.value}&departure=${departure.value}` : null);
  const kinds = value?.items ?? [];
  const total = totalOf(kinds, counts.value);
  const count = Object.values(counts.value).reduce((sum, one) => sum + one, 0);
  const choose = (id, number) => (counts.value = isWalkIn ? { [id]: number }
    : { ...counts.value, [id]: number });
  const save = async () => {
    busy.value = true;
    problem.value = null;
    const rooms = Object.entries(counts.value).flatMap(([id, number]) =>
      Array.from({ length: number }, () => ({ room_type_id: Number(id), arrival: arrival.value,
        departure: departure.value, adults: adults.value, children: children.value })));
    try {
      const made = await post("/api/v1/bookings", { ...words.value, rooms, walk_in: isWalkIn });
      go(`/desk/bookings/${made.id}`);
    } catch (refusal) {
      problem.value = refusal;
      busy.value = false;
    }
  };
  const isReady = isDated && count > 0 && words.value.name.trim() && !busy.value;
  return html`<${Fragment}>
    <${Head} title=${t(isWalkIn ? "desk.walk_in" : "desk.nav.new")}
      text=${isWalkIn ? t("desk.walk_in_text") : null} />
    <div class="new">
      <section class="card part">
        <div class="two">
          <${Field} id="arrival" type="date" label=${t("desk.arrival")} value=${arrival.value}
            min=${today} disabled=${isWalkIn} onChange=${(day) => (arrival.value = day)} />
          <${Field} id="departure" type="date" label=${t("desk.departure")}
            value=${departure.value} min=${arrival.value && addDays(arrival.value, 1)}
            onChange=${(day) => (departure.value = day)} />
        </div>
        ${isDated && html`<p class="muted">${t("desk.nights",
          { count: daysBetween(arrival.value, departure.value) })}</p>`}
        ${error && html`<${Failed} error=${error} onRetry=${again} />`}
        ${isDated && !value && !error && html`<${Skeleton} rows=${3} />`}
        <ul class="kinds">${kinds.map((kind) => html`<${Kind} key=${kind.id} kind=${kind}
          count=${counts.value[kind.id] ?? 0} most=${isWalkIn ? Math.min(1, kind.left) : kind.left}
          onChange=${(number) => choose(kind.id, number)} />`)}</ul>
        <div class="row"><span class="grow">${t("desk.adults_each")}</span>
          <${Stepper} value=${adults.value} max=${20} label=${t("desk.adults_each")}
            onChange=${(number) => (adults.value = number)} /></div>
        <div class="row"><span class="grow">${t("desk.children_each")}</span>
          <${Stepper} value=${children.value} min=${0} max=${20} label=${t("desk.children_each")}
            onChange=${(number) => (children.value = number)} /></div>
      </section>
      <section class="card part">
        ${WORDS.map(([name, more]) => html`<${Field} key=${name} id=${name}
          label=${t(`desk.${name}`)} value=${words.value[name]} ...${more}
          onChange=${(said) => (words.value = { ...words.value, [name]: said })} />`)}
        ${count > 0 && total !== null && html`<p class="row total"><span class="grow">${
          t("desk.rooms", { count })}</span><strong>${money({ amount: total,
          currency: me.value.venue.currency })}</strong></p>`}
        ${problem.value && html`<${Banner} tone="bad" icon="circle-alert"
          title=${errorText(problem.value)} />`}
        <button type="button" class="button button-primary button-large" disabled=${!isReady}
          onClick=${save}><${Icon} name="check" />${
          t(isWalkIn ? "desk.do.check-in" : "desk.book")}</button>
      </section>
    </div>
  <//>`;
}

function Kind({ kind, count, most, onChange }) {
  return html`<li class="row kind">
    <span class="grow"><strong>${kind.name}</strong>
      <span class="small muted line-about">${[t("desk.left", { count: kind.left }),
        t("desk.sleeps", { count: kind.sleeps }), kind.overbooked > 0
          && t("desk.overbooked", { count: kind.overbooked })].filter(Boolean).join(" · ")
      }</span></span>
    <strong>${kind.total ? money(kind.total) : t("desk.too_short")}</strong>
    <${Stepper} value=${count} min=${0} max=${kind.total ? most : 0} label=${kind.name}
      onChange=${onChange} /></li>`;
}
