/** What the guest's screen needs after its first paint: its sheets and the way to follow the news. */

import { BasketSheet } from "./guest/basket.js";
import { BillSheet } from "./guest/bill.js";
import { CallSheet } from "./guest/callsheet.js";
import { DishSheet } from "./guest/dish.js";
import { FilterSheet } from "./guest/filters.js";
import { LanguageSheet } from "./guest/language.js";
import { PinSheet } from "./guest/pin.js";
import { TableSheet } from "./guest/table.js";
import { follow } from "./live.js";

/** By the kind of the signal `sheet`. */
export const SHEETS = {
  bill: BillSheet,
  call: CallSheet,
  cart: BasketSheet,
  dish: DishSheet,
  filter: FilterSheet,
  language: LanguageSheet,
  pin: PinSheet,
  table: TableSheet,
};

/** See live.js. */
export const followNews = follow;
