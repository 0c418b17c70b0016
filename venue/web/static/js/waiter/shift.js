/** Working together: an answer to a call, tables handed over, a one-time PIN for a colleague. */

import { html, useEffect, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Skeleton, toast } from "../kit.js";
import { act, problemText } from "./reading.js";
import { me, people, places, sheet, tables } from "./state.js";
import { alertText, titled } from "./words.js";

const close = () => (sheet.value = null);
const ANSWERS = ["coming", "minute", "bill"];
const SERVES = ["waiter", "manager", "installer"];

/** Say more to the guest than one's name. */
export function AnswerSheet({ id, alert }) {
  const text = useSignal("");
  const busy = useSignal(false);
  const send = async () => {
    busy.value = true;
    const done = await act(`/api/v1/calls/${id}/answer`, { text: text.value.trim() });
    busy.value = false;
    if (done) close();
  };
  const foot = html`<button type="button" class="button button-primary button-large"
    disabled=${busy.value} onClick=${send}><${Icon} name="send" class="icon-flip" />
    ${t("waiter.answer_send")}</button>`;
  return html`<${Sheet} title=${alertText(alert)} onClose=${close} foot=${foot}>
    <div class="stack">
      <p class="muted">${t("waiter.answer_text", { name: me.value.name })}</p>
      <div class="reasons" role="group" aria-label=${t("waiter.answer_words")}>${ANSWERS.map(
        (key) => {
          const words = t(`waiter.answer.${key}`);
          return html`<button type="button" key=${key} class="chip"
            aria-pressed=${String(text.value === words)}
            onClick=${() => (text.value = words)}>${words}</button>`;
        },
      )}</div>
      <div class="field"><label for="answer">${t("waiter.answer_words")}</label>
        <input id="answer" class="input" maxlength="120" autocomplete="off" value=${text}
          onInput=${(event) => (text.value = event.target.value)} /></div>
    </div>
  <//>`;
}

/** All own tables to a colleague, or a colleague's to oneself. */
export function HandOverSheet() {
  const own = me.value.staff_id;
  const owned = (id) => [...tables.value, ...places.value]
    .filter((one) => one.session_id && one.owner_id === id);
  const mine = owned(own);
  const others = [...people.value.values()]
    .filter((one) => one.id !== own && SERVES.includes(one.role));
  const give = async (from, to) => {
    const done = await act("/api/v1/floor/hand-over", { from_staff_id: from, to_staff_id: to });
    if (!done) return;
    toast(t("waiter.handed_over", { count: done.moved }), { icon: "check" });
    close();
  };
  return html`<${Sheet} title=${t("waiter.hand_over")} onClose=${close}>
    <div class="stack">
      <h3>${t("waiter.my_tables", { count: mine.length })}</h3>
      ${mine.length > 0 && html`<p class="reasons">${mine.map((one) => html`<span key=${one.id}
        class="badge">${titled(one)}</span>`)}</p>`}
      ${others.length === 0 && html`<${Empty} icon="users" title=${t("waiter.nobody_else")} />`}
      <ul class="choices">${others.map((one) => {
        const theirs = owned(one.id);
        return html`<li key=${one.id} class="card colleague">
          <div class="grow"><strong>${one.name}</strong>
            <span class="muted small">${t("waiter.tables_of", { count: theirs.length })}</span></div>
          <button type="button" class="button" disabled=${theirs.length === 0 || !own}
            onClick=${() => give(one.id, own)}>${t("waiter.take_all")}</button>
          <button type="button" class="button button-primary"
            disabled=${mine.length === 0}
            onClick=${() => give(own, one.id)}>${t("waiter.give_all")}</button>
        </li>`;
      })}</ul>
    </div>
  <//>`;
}

/** A PIN that a colleague types once, shown on the approver's own device. */
export function PinSheet() {
  const given = useSignal(null);
  const problem = useSignal("");
  const left = useSignal(0);
  const ask = async () => {
    given.value = null;
    problem.value = "";
    try {
      given.value = await post("/api/v1/approvals");
      left.value = given.value.expires_in_s;
    } catch (error) {
      problem.value = problemText(error);
    }
  };
  useEffect(() => {
    ask();
    const timer = setInterval(() => (left.value = Math.max(0, left.value - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  const isOver = given.value && left.value === 0;
  return html`<${Sheet} title=${t("waiter.approval_pin")} onClose=${close}>
    <div class="code">
      <p class="muted">${t("waiter.approval_pin_text")}</p>
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
      ${!given.value && !problem.value && html`<${Skeleton} rows=${1} />`}
      ${given.value && !isOver && html`<p class="code-pin"><strong
          dir="ltr">${given.value.pin}</strong>
        <span class="muted">${t("waiter.seconds_left", { count: left.value })}</span></p>`}
      ${(isOver || problem.value) && html`<button type="button" class="button button-large"
        onClick=${ask}>${t("waiter.new_pin")}</button>`}
    </div>
  <//>`;
}
