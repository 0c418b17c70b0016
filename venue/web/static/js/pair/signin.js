/** Who is working: the names of the staff, then the PIN of one. */

import { html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, hasText, t } from "../i18n.js";
import { Empty, Icon, IconButton, Keypad, Skeleton } from "../kit.js";

const LONGEST_PIN = 8;

/** First letters of the first two words of a name. */
export function initials(name) {
  const words = name.trim().split(/\s+/).slice(0, 2);
  return words.map((word) => [...word][0] ?? "").join("").toUpperCase();
}

/** Seconds as minutes and seconds: 75 -> "1:15". */
export function countdown(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Names, then the keypad; `onHome(path)` when somebody is signed in. */
export function SignIn({ onHome, onUnpaired }) {
  const names = useSignal(null);
  const chosen = useSignal(null);
  const problem = useSignal(null);
  const load = async () => {
    problem.value = null;
    try {
      names.value = (await get("/api/v1/staff/names")).items;
    } catch (error) {
      if (error.status === 401 || error.status === 403) return onUnpaired();
      problem.value = errorText(error);
    }
  };
  useEffect(() => {
    load();
  }, []);
  if (chosen.value) {
    return html`<${PinEntry} person=${chosen.value} onHome=${onHome}
      onBack=${() => (chosen.value = null)} />`;
  }
  return html`<div class="card door-card door-wide">
    <${Icon} name="users" class="door-icon" />
    <h1>${t("signin.title")}</h1>
    <p class="muted">${t("signin.text")}</p>
    ${problem.value && html`<p class="field-error" role="alert">
      <${Icon} name="circle-alert" />${problem.value}</p>
      <button type="button" class="button" onClick=${load}>${t("common.retry")}</button>`}
    ${!problem.value && names.value === null && html`<${Skeleton} rows=${2} />`}
    ${names.value?.length === 0 && html`<${Empty} icon="user" title=${t("signin.nobody")}>
      <p>${t("signin.nobody_text")}</p><//>`}
    <ul class="names">
      ${(names.value ?? []).map(
        (person) => html`<li key=${person.id}>
          <button type="button" class="card name" onClick=${() => (chosen.value = person)}>
            <span class="avatar" aria-hidden="true">${initials(person.name)}</span>
            <strong>${person.name}</strong>
            <span class="small muted">${roleName(person.role)}</span>
          </button>
        </li>`,
      )}
    </ul>
  </div>`;
}

function roleName(role) {
  return hasText(`signin.role.${role}`) ? t(`signin.role.${role}`) : role;
}

function PinEntry({ person, onHome, onBack }) {
  const pin = useSignal("");
  const problem = useSignal(null);
  const busy = useSignal(false);
  const wrong = useSignal(0);
  const [lockedFor, lock] = useCountdown();

  const refuse = (error) => {
    problem.value = errorText(error);
    pin.value = "";
    wrong.value += 1;
    const wait = error.details?.retry_after_s ?? 0;
    if (wait > 0) lock(wait);
  };
  const onPin = (next) => {
    pin.value = next;
    problem.value = null;
  };
  const onEnter = async () => {
    busy.value = true;
    try {
      const answer = await post("/api/v1/staff/sign-in", { staff_id: person.id, pin: pin.value });
      onHome(answer.home);
    } catch (error) {
      refuse(error);
    } finally {
      busy.value = false;
    }
  };
  const isLocked = lockedFor > 0;
  const words = isLocked ? t("signin.locked", { time: countdown(lockedFor) }) : problem.value;
  return html`<div class="card door-card">
    <div class="door-top">
      <${IconButton} icon="arrow-left" iconClass="icon-flip" label=${t("signin.other")}
        onClick=${onBack} />
    </div>
    <span class="avatar" aria-hidden="true">${initials(person.name)}</span>
    <h1>${t("signin.pin", { name: person.name })}</h1>
    <p class="field-error pin-problem" role="alert">
      ${words && html`<${Icon} name=${isLocked ? "lock" : "circle-alert"} />`}${words}</p>
    <div class="pin">
      <${Keypad} key=${wrong.value} pin=${pin.value} longest=${LONGEST_PIN}
        wrong=${wrong.value > 0 && !pin.value} disabled=${busy.value || isLocked}
        onPin=${onPin} onEnter=${onEnter} />
    </div>
  </div>`;
}

/** Seconds left of a wait, told every half second by a clock that nobody can set. */
function useCountdown() {
  const until = useSignal(0);
  const left = useSignal(0);
  useEffect(() => {
    if (until.value === 0) return undefined;
    const tick = () => {
      left.value = Math.max(0, (until.value - performance.now()) / 1000);
      if (left.value === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, 500);
    tick();
    return () => clearInterval(timer);
  }, [until.value]);
  return [left.value, (seconds) => (until.value = performance.now() + seconds * 1000)];
}
