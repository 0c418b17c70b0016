/** How the kitchen calls places. */

import { t } from "../i18n.js";

/** "12" -> "T12" in the language shown; names such as "TA3" or "Bar" stay. */
export function tableName(number) {
  return /^\d+$/.test(String(number)) ? t("kitchen.table_short", { number }) : String(number);
}
