/** Times of day. */

/** From when a reservation shows on its table. */
export const BOOKED_SOON_S = 3 * 3600;

/** The time of day of an RFC 3339 moment, as the device writes it. */
export function since(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
}
