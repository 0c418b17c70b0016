/** The kit's moving parts as Preact components; their looks are in css/kit.css. */

import { Fragment, html, signal, useEffect, useLayoutEffect, useRef } from "./vendor.js";
import { t } from "./i18n.js";

let hasIcons = false;

/**
 * Put the sprite into the page: drawings that point to a file are fetched again when they first
 * appear, and vanish when the box is out of reach just then.
 */
function loadIcons() {
  hasIcons = true;
  const ask = new XMLHttpRequest();
  const own = document.documentElement.dataset.icons;
  ask.open("GET", own ?? new URL("../icons.svg", import.meta.url));
  // A parsed answer, so that no text becomes markup (Trusted Types forbid that).
  ask.responseType = "document";
  ask.addEventListener("load", () => {
    const sprite = ask.responseXML?.documentElement;
    if (!sprite) return;
    sprite.setAttribute("hidden", "");
    document.body.append(document.importNode(sprite, true));
  });
  ask.addEventListener("error", () => setTimeout(loadIcons, 2_000));
  ask.send();
}

/** One drawing of the sprite; decoration only, words stand beside it. */
export function Icon({ name, class: extra = "" }) {
  if (!hasIcons) loadIcons();
  return html`<svg class=${`icon ${extra}`} aria-hidden="true"><use href=${`#${name}`} /></svg>`;
}

/** A button that shows only a drawing; `label` is what it is called. */
export function IconButton({ icon, label, class: extra = "", iconClass = "", ...rest }) {
  return html`<button type="button" class=${`icon-button ${extra}`} aria-label=${label} ...${rest}>
    <${Icon} name=${icon} class=${iconClass} />
  </button>`;
}

/** A number with minus and plus; at `min` the minus is off unless `onRemove` is given. */
export function Stepper({ value, min = 1, max = 99, label, onChange, onRemove }) {
  const less = value <= min && onRemove ? onRemove : () => onChange(value - 1);
  return html`<div class="stepper" role="group" aria-label=${label}>
    <${IconButton}
      icon=${value <= min && onRemove ? "trash-2" : "minus"}
      label=${value <= min && onRemove ? t("common.remove") : t("common.less")}
      disabled=${value <= min && !onRemove}
      onClick=${less}
    />
    <output aria-live="polite">${value}</output>
    <${IconButton}
      icon="plus"
      label=${t("common.more")}
      disabled=${value >= max}
      onClick=${() => onChange(value + 1)}
    />
  </div>`;
}

/** A modal sheet from below, or with `dialog` in the middle. The browser keeps focus inside. */
export function Sheet({ title, titleId = "sheet-title", dialog = false, onClose, foot, children }) {
  const ref = useRef(null);
  useLayoutEffect(() => {
    const node = ref.current;
    node.showModal();
    return () => node.open && node.close();
  }, []);
  const onCancel = (event) => {
    event.preventDefault();
    onClose();
  };
  const onClick = (event) => event.target === ref.current && onClose();
  return html`<dialog
    ref=${ref}
    class=${dialog ? "sheet dialog" : "sheet"}
    aria-labelledby=${titleId}
    onCancel=${onCancel}
    onClick=${onClick}
  >
    <div class="sheet-head">
      <h2 id=${titleId} class="grow" tabindex="-1" autofocus>${title}</h2>
      <${IconButton} icon="x" label=${t("common.close")} onClick=${onClose} />
    </div>
    <div class="sheet-body">${children}</div>
    ${foot && html`<div class="sheet-foot">${foot}</div>`}
  </dialog>`;
}

const toasts = signal([]);

/** Say something short at the bottom of the screen for some seconds. */
export function toast(text, { icon = "info", seconds = 4 } = {}) {
  const one = { text, icon };
  toasts.value = [...toasts.value.slice(-2), one];
  setTimeout(() => {
    toasts.value = toasts.value.filter((other) => other !== one);
  }, seconds * 1000);
}

/** The place where `toast` speaks; once per screen. */
export function Toasts() {
  return html`<div class="toasts" role="status">
    ${toasts.value.map(
      (one) => html`<div class="toast"><${Icon} name=${one.icon} /><span>${one.text}</span></div>`,
    )}
  </div>`;
}

/** A calm box with an icon, a strong line and what follows from it. `tone`: ok warn bad info. */
export function Banner({ tone = "info", icon = "info", title, children }) {
  return html`<div class=${`banner banner-${tone}`}>
    <${Icon} name=${icon} />
    <div class="grow">${title && html`<strong>${title}</strong>`}${children}</div>
  </div>`;
}

const PILL_ICONS = { live: "wifi", connecting: "wifi-off", stale: "wifi-off", refused: "lock" };

/** Whether this screen hears the box, and how many commands wait to be sent. */
export function SyncPill({ state, waiting = 0 }) {
  const isWaiting = waiting > 0 && state !== "live";
  const words = isWaiting ? "common.waiting_to_send" : `common.sync.${state}`;
  return html`<span class="pill" data-state=${state} role="status">
    <${Icon} name=${PILL_ICONS[state]} />${t(words, { count: waiting })}
  </span>`;
}

/** Nothing here yet, said kindly. */
export function Empty({ icon, title, children }) {
  return html`<div class="empty"><${Icon} name=${icon} /><h3>${title}</h3>${children}</div>`;
}

/** Grey bars while something loads. */
export function Skeleton({ rows = 3 }) {
  return html`<div class="stack" aria-busy="true" aria-label=${t("common.loading")} role="status">
    ${Array.from({ length: rows }, () => html`<div class="skeleton skeleton-row"></div>`)}
  </div>`;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const FEWEST_DOTS = 4;

/**
 * PIN entry by touch and by keyboard. `pin` is held by the caller.
 * @param {object} props
 * @param {number} props.longest how many digits there may be
 * @param {(pin: string) => void} props.onPin after every digit
 * @param {() => void} [props.onEnter] shows a key to finish with, where PINs differ in length
 */
export function Keypad({ pin, longest, disabled = false, wrong = false, onPin, onEnter }) {
  const press = useRef(null);
  press.current = (key) => {
    if (disabled) return;
    if (key === "Backspace") onPin(pin.slice(0, -1));
    else if (key === "Enter" && pin !== "") onEnter?.();
    else if (/^\d$/.test(key) && pin.length < longest) onPin(pin + key);
  };
  useEffect(() => {
    const listen = (event) => {
      if (event.target.closest?.("input, textarea, select")) return;
      // Enter on a focused key of the pad would press that key as well.
      if (event.key === "Enter") event.preventDefault();
      press.current(event.key);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  const key = (name, label, content, extra = "") => html`<button type="button" class=${extra}
    aria-label=${label} disabled=${disabled || (label !== null && pin === "")}
    onClick=${() => press.current(name)}>${content}</button>`;
  const digit = (name) => key(name, null, name);
  const bin = html`<${Icon} name="delete" />`;
  const erase = key("Backspace", t("common.delete_digit"), bin, "keypad-plain");
  const enter = key("Enter", t("signin.enter"), html`<${Icon} name="check" />`, "keypad-enter");
  const dots = onEnter ? Math.max(FEWEST_DOTS, pin.length) : longest;
  return html`<${Fragment}>
    <div class=${`pin-dots ${wrong ? "shake" : ""}`} role="img"
      aria-label=${t("common.pin_digits", { count: pin.length })}>
      ${Array.from({ length: dots }, (_, n) => html`<i class=${n < pin.length ? "on" : ""}></i>`)}
    </div>
    <div class="keypad" dir="ltr">
      ${DIGITS.map(digit)}
      ${onEnter ? erase : html`<span></span>`}
      ${digit("0")}
      ${onEnter ? enter : erase}
    </div>
  <//>`;
}
