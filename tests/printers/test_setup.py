"""Finding printers, learning from the test page, following one that moved, and its words."""

import socket
import threading
from io import BytesIO

import pytest
from conftest import AnyPort
from fake_printer import FakePrinter, free_port
from PIL import Image
from test_routes import Site
from zeroconf import EventLoopBlocked, ServiceInfo, Zeroconf

from printers import discovery, neighbours, queries, queue, service, setup, store
from printers.delivery import Outcome, Result
from printers.drivers import TcpDriver
from printers.model import DAY_MS, RULES, Kind
from printers.place import check_place
from printers.virtual_driver import Fault
from venue.core.errors import Conflict, Invalid


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path)
    yield made
    made.close()


ANNOUNCED = (
    (discovery.RAW, "Till", 9100, "127.0.0.1"),
    (discovery.IPP, "Office", 631, "127.0.0.2"),
)


def announcement(kind: str, name: str, port: int, host: str) -> ServiceInfo:
    return ServiceInfo(
        kind,
        f"{name}.{kind}",
        addresses=[socket.inet_aton(host)],
        port=port,
        server=f"{name}.local.",
    )


class Air:
    """Zeroconf and its browser in one: what is announced, without a network."""

    resolves = True

    def __init__(self) -> None:
        self.closed = False

    def browse(self, zeroconf: object, kinds: list[str], handlers: list) -> "Air":
        for kind, name, _, _ in ANNOUNCED:
            assert kind in kinds
            handlers[0](zeroconf=self, service_type=kind, name=f"{name}.{kind}", state_change=None)
        return self

    def get_service_info(self, kind: str, name: str, limit_ms: int) -> ServiceInfo:
        if not self.resolves:
            raise EventLoopBlocked
        named = {f"{one[1]}.{one[0]}": one for one in ANNOUNCED}
        return announcement(*named[name])

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def air(monkeypatch):
    made = Air()
    monkeypatch.setattr("zeroconf.Zeroconf", lambda: made)
    monkeypatch.setattr("zeroconf.ServiceBrowser", made.browse)
    return made


def test_announced_printers_are_heard_and_a4_ones_are_not_asked(air, monkeypatch):
    asked = []
    monkeypatch.setattr(discovery, "answers", lambda host, port: asked.append(host) or True)
    found = {one.name: one for one in discovery.discover(sweep=False, listen_s=0)}
    assert (found["Till"].driver, found["Till"].port, found["Till"].answers) == ("tcp", 9100, True)
    assert (found["Office"].driver, found["Office"].answers) == ("ipp", None)
    assert asked == ["127.0.0.1"]


def test_a_network_without_mdns_finds_nothing_and_says_so(air, caplog):
    air.resolves = False
    assert discovery.announced(0) == []
    assert air.closed
    assert "mDNS cannot be used here: EventLoopBlocked()" in caplog.text


def test_the_real_mdns_hears_a_printer(monkeypatch):
    real = Zeroconf
    monkeypatch.setattr("zeroconf.Zeroconf", lambda: real(interfaces=["127.0.0.1"]))
    try:
        sender = Zeroconf(interfaces=["127.0.0.1"])
    except OSError as error:
        pytest.skip(f"mDNS cannot be used here: {error}")
    try:
        sender.register_service(announcement(*ANNOUNCED[1]))
    except EventLoopBlocked:
        sender.close()
        pytest.skip("this machine's multicast is too slow to announce a printer")
    try:
        (found,) = discovery.announced(1.5)
    finally:
        sender.close()
    assert (found.name, found.driver, found.how) == ("Office", "ipp", "mdns")


def test_a_sweep_finds_who_listens_and_prints_nothing(fake):
    found = discovery.swept(["127.0.0.1"], port=fake.port)
    assert [(one.host, one.how) for one in found] == [("127.0.0.1", "sweep")]
    assert discovery.swept(["127.0.0.1"], port=free_port()) == []
    assert discovery.answers("127.0.0.1", fake.port)
    assert set(b"".join(fake.received)) <= set(b"\x10\x04\x01")


def test_a_program_on_9100_that_is_no_printer_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            sock, _ = server.accept()
            sock.recv(10)
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\n")
            sock.close()

        thread = threading.Thread(target=serve)
        thread.start()
        assert not discovery.answers("127.0.0.1", port)
        thread.join()


def test_usb_printers_are_listed(tmp_path):
    (tmp_path / "lp0").touch()
    (found,) = discovery.usb(tmp_path)
    assert (found.driver, found.host) == ("usb", str(tmp_path / "lp0"))


def test_the_kernels_table_is_read(tmp_path):
    table = tmp_path / "arp"
    table.write_text(
        "IP address HW type Flags HW address Mask Device\n"
        "192.168.1.9 0x1 0x2 AA:BB:CC:00:11:22 * eth0\n192.168.1.8 0x1 0x0 00:00:00:00:00:00 * x\n"
    )
    assert neighbours.arp(table) == {"192.168.1.9": "aa:bb:cc:00:11:22"}
    assert neighbours.arp(tmp_path / "none") == {}
    assert all(network.prefixlen >= 24 for network in neighbours.own_networks())


def test_a_printer_is_followed_to_its_new_address(box, monkeypatch):
    mac = "aa:bb:cc:00:11:22"
    box.tcp = TcpDriver(ports=AnyPort())
    box.close()
    box.open()
    old = FakePrinter()
    printer = box.add(name="Grill", driver="tcp", port=old.port)
    box.spooler.start()
    box.ticket(printer, "G-0001")
    box.until_states("printed")
    health = box.spooler.health
    assert setup.follow(box.database, health, {"127.0.0.1": mac}) == 0
    with box.database.read() as tx:
        assert store.printer(tx, printer.id).mac == mac
    port = old.port
    old.close()
    box.ticket(printer, "G-0002")
    box.until(lambda: health.state(printer.id) == "unreachable", "trouble")
    table = {"127.0.0.1": "other", "127.0.0.2": mac}
    assert setup.follow(box.database, health, table) == 0  # not lost for long enough
    box.clock.advance(31)
    assert setup.follow(box.database, health, table) == 0  # nobody answers there
    monkeypatch.setattr("printers.setup.answers", lambda host, port: host == "127.0.0.2")
    assert setup.follow(box.database, health, table) == 1
    assert "printer.moved" in box.kinds()
    with socket.create_server(("127.0.0.2", port)), box.database.read() as tx:
        assert store.printer(tx, printer.id).host == "127.0.0.2"


def test_what_was_ticked_is_kept(site):
    site.post("/api/v1/printers", {"name": "Grill", "driver": "virtual"})
    ticked = {"tables": [17, 19], "columns": 32, "native_qr": False, "cutter": False,
              "buzzer": True, "confirm": "status"}  # fmt: skip
    answer = site.post("/api/v1/printers/1/learn", ticked)
    assert answer.status_code == 200, answer.text
    printer = site.client.get("/api/v1/printers/1").json["printer"]
    assert {name: printer[name] for name in ticked} == ticked
    assert (printer["dots"], bool(printer["learned_at"])) == (384, True)
    for bad in ({"tables": [3]}, {"columns": 47}):
        assert site.post("/api/v1/printers/1/learn", bad).status_code == 400


def test_a_probe_keeps_what_was_proved_and_silence_proves_nothing(site, fake):
    site.post("/api/v1/printers", {"name": "Grill", "host": "127.0.0.1", "confirm": "status"})
    database = site.box.database
    database.write(lambda tx: tx.execute("UPDATE printer SET port = 9105"))
    assert site.post("/api/v1/printers/1/probe").status_code == 503
    site.drivers_to(fake.port)
    answer = site.post("/api/v1/printers/1/probe")
    assert (answer.status_code, answer.json["confirm"]) == (200, "process_id"), answer.text
    assert "DLE EOT 1: 0x12" in answer.json["answers"]
    fake.silent = True
    assert site.post("/api/v1/printers/1/probe").json["confirm"] == "none"
    assert site.client.get("/api/v1/printers/1").json["printer"]["confirm"] == "process_id"


def test_a_chain_of_backups_has_an_end(box):
    one, two, three = (box.add(name=name, driver="virtual") for name in "ABC")
    box.database.write(setup.set_backup, one.id, two.id)
    box.database.write(setup.set_backup, two.id, three.id)
    with pytest.raises(Conflict):
        box.database.write(setup.set_backup, three.id, one.id)
    for printer in (one, two):
        box.virtual.faults[printer.id] = Fault.OFFLINE
    box.spooler.start()
    box.ticket(one, "G-0412")
    box.until(lambda: box.spooler.health.state(one.id) == "unreachable", "trouble")
    box.clock.advance(RULES[Kind.KITCHEN].reroute_after_s)
    box.database.write(box.spooler.resume, one.id)
    box.until_states("printed")
    (job,) = box.jobs()
    assert (job["printer_id"], job["rerouted_from"], job["hops"]) == (three.id, one.id, 2)


def test_an_esim_slip_stays_on_its_printer_and_is_soon_forgotten(box):
    other = box.add(name="Bar", driver="virtual")
    desk = box.add(name="Desk", driver="virtual", backup_id=other.id)
    box.virtual.faults[desk.id] = Fault.OFFLINE
    box.spooler.start()
    slip = {"plan": "Europe", "data": "5 GB", "validity": "30 d", "lpa_code": "LPA:1$a$b",
            "smdp": "a", "activation_code": "b"}  # fmt: skip
    box.database.write(
        service.enqueue, printer_id=desk.id, kind="esim_slip", document=slip, dedupe_key="e"
    )
    box.until(lambda: box.spooler.health.state(desk.id) == "unreachable", "trouble")
    box.clock.advance(120)
    box.database.write(box.spooler.resume, desk.id)
    box.until(lambda: box.jobs()[0]["attempts"] > 1, "another try")
    assert box.jobs()[0]["printer_id"] == desk.id
    del box.virtual.faults[desk.id]
    box.clock.advance(120)
    box.database.write(box.spooler.resume, desk.id)
    box.until_states("printed")
    box.clock.advance(DAY_MS / 1000 + 60)
    assert box.database.write(queue.purge) == 1
    assert box.jobs()[0]["document"] is None


def test_print_health_counts_the_period_alone(box):
    printer = box.add(name="Grill", driver="virtual")
    for number in range(5):
        box.ticket(printer, f"G-{number}")
        if number == 1:
            box.clock.advance(60)
            with box.database.read() as tx:
                since = tx.run_ms
    claimed = [box.database.write(queue.claim, printer.id)]
    for outcome in (Outcome.PRINTED, Outcome.PRINTED, Outcome.PRINTED, Outcome.UNKNOWN):
        box.database.write(queue.settle, *claimed[-1], Result(outcome=outcome))
        claimed.append(box.database.write(queue.claim, printer.id))
    with box.database.read() as tx:
        found = service.print_health(tx, since_run_ms=since)
        everything = service.print_health(tx, since_run_ms=0)
        assert queries.first_since(tx, since) == 3
    assert (found.printed, found.unconfirmed, found.copies) == (1, 1, 1)
    assert found.numbers == ("G-3",)
    assert everything.printed == 3


def test_the_venues_head_and_logo_are_on_its_papers(site):
    head = {"name": "Nonna SRL", "lines": ["Via Roma 1"], "tax_id": "IT1", "footer": ["Grazie"]}
    assert site.post("/api/v1/letterhead", head).json["name"] == "Nonna SRL"
    file = BytesIO()
    Image.new("L", (400, 200), 0).save(file, "PNG")
    key = {"Idempotency-Key": "0198c2f0-0000-7000-8000-000000000001"}
    put = site.client.post("/api/v1/letterhead/logo", data=file.getvalue(), headers=key)
    assert put.status_code == 200, put.text
    bare = site.client.get("/api/v1/documents/receipt.png?lang=ru")
    assert bare.mimetype == "image/png"
    picture = Image.open(BytesIO(bare.data)).convert("L")
    assert picture.crop((250, 24, 380, 130)).getextrema()[0] < 50  # the logo, black
    site.post("/api/v1/printers", {"name": "Desk", "driver": "virtual"})
    site.box.database.write(
        service.enqueue, printer_id=1, kind="cash_slip", dedupe_key="c",
        document={"movement": "paid_in", "amount_minor": 5, "currency": "EUR"},
    )  # fmt: skip
    site.box.until_states("printed")
    assert site.client.get("/printers/Desk/paper/1.png").status_code == 200
    for bad in (b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 40):
        refused = site.client.post(
            "/api/v1/letterhead/logo", data=bad,
            headers={"Idempotency-Key": f"0198c2f0-0000-7000-8000-0000000000{len(bad):02}"},
        )  # fmt: skip
        assert (refused.status_code, refused.json["code"]) == (400, "printing.bad_logo")


def test_every_document_can_be_looked_at(site):
    items = site.client.get("/api/v1/documents").json["items"]
    assert len(items) >= 14
    wanted = [f"{item['kind']}.png?width=58&lang=ar" for item in items]
    wanted += ["bill.png", "registration_card.pdf", "invoice.pdf", "table_sheet.pdf"]
    for path in wanted:
        assert site.client.get(f"/api/v1/documents/{path}").status_code == 200, path
    assert site.client.get("/api/v1/documents/nothing.png").status_code == 404
    assert site.client.get("/api/v1/documents/bill.png?lang=xx").status_code == 400


def test_a_bad_place_is_refused():
    for driver, host, port, baud in (
        ("usb", "/dev/sda", 9100, 9600), ("serial", "/dev/usb/lp0", 9100, 9600),
        ("serial", "/dev/ttyS0", 9100, 12), ("epos", "192.168.1.4", 9100, 9600),
        ("ipp", "8.8.8.8", 631, 9600),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            check_place(driver, host, port, baud)
