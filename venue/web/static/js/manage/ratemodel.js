/** Which price holds on which days. Pure. */

const DAY_MS = 86_400_000;
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);

/**
 * The price of a night by the same rule as the box: the season that began last wins.
 * @returns {{nightly: number, least: number, isSeason: boolean}}
 */
export function priceOn(kind, seasons, night) {
  const here = seasons.filter((one) => one.type_id === kind.id && one.starts <= night
    && night < one.ends);
  const last = here.reduce((found, one) => (!found || one.starts > found.starts ? one : found), null);
  return last ? { nightly: last.nightly.amount, least: last.least_nights, isSeason: true }
    : { nightly: kind.nightly.amount, least: 1, isSeason: false };
}

/**
 * Months from today's on, such as "2026-11"; `.of(kind)` has for each the parts of equal price
 * as `{from, to, nightly, least, isSeason}`, `from` and `to` days of the month.
 */
export function pricesByMonth(house, count) {
  const [year, month] = house.today.split("-").map(Number);
  const starts = Array.from({ length: count + 1 }, (_, index) => Date.UTC(year, month - 1 + index, 1));
  const months = starts.slice(0, count).map((ms) => dayOf(ms).slice(0, 7));
  months.of = (kind) => months.map((_, index) => {
    const parts = [];
    for (let ms = starts[index]; ms < starts[index + 1]; ms += DAY_MS) {
      const night = dayOf(ms);
      const price = priceOn(kind, house.seasons, night);
      const day = Number(night.slice(8));
      const last = parts.at(-1);
      if (last && last.nightly === price.nightly && last.least === price.least) last.to = day;
      else parts.push({ from: day, to: day, ...price });
    }
    return parts;
  });
  return months;
}
