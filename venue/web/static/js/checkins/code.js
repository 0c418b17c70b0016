/** The code that a guest scans at the desk, or the invitation by mail. */

import { html, useEffect, useState } from "../vendor.js";
import { post } from "../api.js";
import { errorText, lang, t } from "../i18n.js";
import { Banner, Sheet, Skeleton, toast } from "../kit.js";

export function CodeSheet({ id, onClose }) {
  const [link, setLink] = useState(null);
  const [failed, setFailed] = useState("");
  const path = `/api/v1/bookings/${id}/checkin-link`;
  useEffect(() => {
    post(path).then(setLink, (error) => setFailed(errorText(error)));
  }, [id]);

  async function mail() {
    try {
      await post(path, { send: true, lang: lang.value });
      toast(t("checkins.mailed"), { icon: "send" });
    } catch (error) {
      setFailed(errorText(error));
    }
  }

  const picture = link && `data:image/svg+xml;utf8,${encodeURIComponent(link.qr_svg)}`;
  const foot = html`<button type="button" class="button" onClick=${mail}>${t("checkins.mail")}</button>`;
  return html`<${Sheet} title=${t("checkins.link")} onClose=${onClose} foot=${foot}>
    ${failed && html`<${Banner} tone="bad" icon="circle-alert" title=${failed} />`}
    <p>${t("checkins.link_text")}</p>
    ${link === null ? !failed && html`<${Skeleton} rows=${4} />`
      : html`<img class="code" src=${picture} alt=${t("checkins.link")} />
        <p class="small"><a class="address" href=${link.url} dir="ltr">${link.url}</a></p>`}
  <//>`;
}
