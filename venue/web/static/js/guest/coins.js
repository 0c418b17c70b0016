/** Paying the bill, or a share of it, in coins from the guest's own wallet. */

import { html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";
import { CoinRequest } from "../coin.js";
import { billNews } from "./state.js";

/** What is offered now, or the request that is under way; nothing where coins are not taken. */
export function Coins({ bill, amount }) {
  const offers = useSignal([]);
  const asked = useSignal(null);
  const problem = useSignal("");
  const isBusy = useSignal(false);
  const path = `/api/v1/bills/${bill.id}/ton`;
  useEffect(() => {
    get(path).then((answer) => (asked.value = answer.request?.tender_id ?? null)).catch(() => {});
    get("/api/v1/ton/offer").then((answer) => (offers.value = answer.items)).catch(() => {});
  }, [bill.id]);
  const pay = async (asset) => {
    isBusy.value = true;
    problem.value = "";
    try {
      asked.value = (await post(path, { asset, amount })).tender_id;
    } catch (error) {
      problem.value = errorText(error);
    }
    isBusy.value = false;
  };
  if (asked.value) {
    return html`<${CoinRequest} tenderId=${asked.value} news=${billNews.value} withWallets
      onAgain=${() => (asked.value = null)} />`;
  }
  if (offers.value.length === 0 || amount.amount <= 0) return null;
  return html`<fieldset class="guestbill-shares"><legend>${t("coin.title")}</legend>
    ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
    ${offers.value.map((one) => html`<button type="button" key=${one.asset}
      class="button button-large button-wide" disabled=${!one.offered || isBusy.value}
      onClick=${() => pay(one.asset)}><${Icon} name="qr-code" />
      ${one.offered ? t("coin.pay", { name: one.name }) : t("coin.off", { name: one.name })}
      </button>`)}
  </fieldset>`;
}
