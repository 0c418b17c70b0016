/** Part of the waiter's screen: everything that is not needed to see the floor and take an order. */

export { BillSheet } from "./waiter/bill.js";
export { TillSheet } from "./waiter/till.js";
export { PurseSheet } from "./waiter/purse.js";
export { PastBillsSheet } from "./waiter/billpast.js";
export { AnswerSheet, HandOverSheet, PinSheet } from "./waiter/shift.js";
export { EditSheet } from "./waiter/editing.js";
export { RejectSheet, VoidSheet } from "./waiter/voiding.js";
export { MoveSheet } from "./waiter/moving.js";
export { AccountSheet } from "./waiter/account.js";
export { Bookings } from "./waiter/bookings.js";
export { BookingSheet, SeatSheet } from "./waiter/bookingform.js";
export { DriverSheet, Parties, PartyFormSheet } from "./waiter/parties.js";
