"""What is for sale: local plans of many countries, regions and the world (airalo.md, 5)."""

from sync.sandbox.airalo.common import dollars, paged
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Refusal, Routes, reply

PRICING = {"model": "net_pricing", "discount_percentage": 0}
EUR_PER_100_USD = 92
# Country code, name, operator, retail price of 1 GB in cents.
COUNTRIES = (
    ("AE", "United Arab Emirates", "Burj Mobile", 600), ("AT", "Austria", "Viennetz", 450),
    ("AU", "Australia", "Yes Go", 500), ("BR", "Brazil", "Maracanã", 650),
    ("CH", "Switzerland", "Switzerland Mobile", 450), ("CN", "China", "Chinacom", 500),
    ("CZ", "Czech Republic", "Czech Out", 450), ("DE", "Germany", "Hallo! Mobil", 450),
    ("EG", "Egypt", "Nile", 850), ("ES", "Spain", "Guay Mobile", 450),
    ("FR", "France", "Elan", 450), ("GB", "United Kingdom", "Uki Mobile", 450),
    ("GE", "Georgia", "Kargi", 500), ("GR", "Greece", "Mobiltel", 450),
    ("IT", "Italy", "Mamma Mia", 450), ("JP", "Japan", "Moshi Moshi", 450),
    ("KZ", "Kazakhstan", "Altyn", 550), ("NL", "Netherlands", "Tulip", 450),
    ("PL", "Poland", "Polsimka", 450), ("PT", "Portugal", "Bom Dia", 450),
    ("RS", "Serbia", "Danubia", 600), ("TH", "Thailand", "Maew", 450),
    ("TR", "Turkey", "Merhaba", 450), ("US", "United States", "Change", 450),
)  # fmt: skip
REGIONS = (
    ("europe", "Europe", "Eurolink", 500, ("AT", "CZ", "DE", "ES", "FR", "GB", "GR", "IT", "NL",
                                           "PL", "PT", "CH")),
    ("asia", "Asia", "Asialink", 500, ("CN", "JP", "TH")),
    ("world", "Global", "Discover", 900, tuple(row[0] for row in COUNTRIES)),
)  # fmt: skip
# Days, MB (0: unlimited), per cent of the 1 GB price.
PLANS = ((7, 1024, 100), (15, 2048, 165), (30, 3072, 220), (30, 10240, 470), (10, 0, 620))
# Ids that make an order fail as the vendor's sandbox does (airalo.md, 11).
TEST_IDS = {
    "test-insufficient-balance-7days-1gb": (11, "Insufficient Airalo credit."),
    "test-maintenance-mode-7days-1gb": (13, "The operator is currently under maintenance."),
    "test-disabled-top-up-7days-1gb": (23, "Top-up is disabled for this eSIM."),
    "test-not-enough-7days-1gb": (33, "Insufficient stock of eSIMs remaining."),
    "test-out-of-stock-7days-1gb": (
        34,
        "The requested package is invalid or it is currently out of stock.",
    ),
}  # fmt: skip
DEVICES = (("iOS", "Apple", "iPhone 15"), ("iOS", "Apple", "iPhone XS"),
           ("android", "Google", "Pixel 8"), ("android", "Samsung", "Galaxy S24"))  # fmt: skip


def fill(state: State) -> None:
    """Put every destination on the shelf."""
    for number, (code, title, operator, cents) in enumerate(COUNTRIES):
        slug = title.lower().replace(" ", "-")
        _destination(state, number, slug, code, title, operator, cents, (code,), "local")
    for number, (slug, title, operator, cents, codes) in enumerate(REGIONS, len(COUNTRIES)):
        _destination(state, number, slug, "", title, operator, cents, codes, "global")


def _destination(
    state: State, number: int, slug: str, code: str, title: str, operator: str, cents: int,
    codes: tuple[str, ...], kind: str,
) -> None:  # fmt: skip
    names = {row[0]: row[1] for row in COUNTRIES}
    brand = "".join(letter for letter in operator.lower() if letter.isalpha())
    body = {
        "slug": slug, "country_code": code, "title": title, "kind": kind,
        "operator": {
            "id": 1000 + number, "title": operator, "type": kind, "plan_type": "data",
            "is_roaming": kind == "global", "rechargeability": True,
            "activation_policy": "first-usage",
            # One country whose plans must not be sold unattended.
            "is_kyc_verify": code == "CN", "install_window_days": None,
            "topup_grace_window_days": None,
            "coverages": [{"name": one, "networks": [{"name": operator, "types": ["5G"]}]}
                          for one in codes],
            "countries": [{"country_code": one, "title": names[one]} for one in codes],
        },
    }  # fmt: skip
    state.put("al.destination", slug, body)
    for days, size, percent in PLANS:
        price = cents * percent // 100
        data = "Unlimited" if size == 0 else f"{size // 1024} GB"
        word = data.lower().replace(" ", "")
        for topup in (False, True):
            key = f"{brand}-{days}days-{word}{'-topup' if topup else ''}"
            plan = {
                "id": key, "operator": operator, "slug": slug, "topup": topup, "cents": price,
                "net_cents": price * 71 // 100, "mb": size, "days": days, "data": data,
                "in_stock": True,
            }  # fmt: skip
            state.put("al.package", key, plan, parent=slug)


def _packages(state: State, ask: Ask) -> Answer:
    kind, country = ask.query.get("filter[type]"), ask.query.get("filter[country]")
    topups = ask.query.get("include") == "topup"
    found = [
        one
        for one in state.every("al.destination")
        if kind in (None, one["kind"]) and country in (None, one["country_code"])
    ]
    page, beside = paged(found, ask, size=len(found) or 1)
    shown = [_shown(state, one, topups=topups) for one in page]
    if beside["meta"]["current_page"] > 1:  # documented: an object by index from page 2 on
        first = (beside["meta"]["current_page"] - 1) * int(beside["meta"]["per_page"])
        by_index = {str(first + index): one for index, one in enumerate(shown)}
        return reply({"pricing": PRICING, "data": by_index, **beside})
    return reply({"pricing": PRICING, "data": shown, **beside})


def _shown(state: State, one: Doc, *, topups: bool) -> Doc:
    plans = [
        package_view(plan)
        for plan in state.children("al.package", one["slug"])
        if plan["in_stock"] and (topups or not plan["topup"])
    ]
    return {
        "slug": one["slug"],
        "country_code": one["country_code"],
        "title": one["title"],
        "operators": [{**one["operator"], "packages": plans}],
    }


def package_view(plan: Doc) -> Doc:
    """Return a package as the catalogue shows it."""
    cents, net = plan["cents"], plan["net_cents"]
    return {
        "id": plan["id"],
        "type": "topup" if plan["topup"] else "sim",
        "price": dollars(cents),
        "net_price": dollars(net),
        "amount": plan["mb"],
        "day": plan["days"],
        "is_unlimited": plan["mb"] == 0,
        "title": f"{plan['data']} - {plan['days']} days",
        "data": plan["data"],
        "short_info": None,
        "voice": None,
        "text": None,
        "is_fair_usage_policy": plan["mb"] == 0,
        "fair_usage_policy": "2 GB a day at full speed" if plan["mb"] == 0 else None,
        "prices": {
            "net_price": {"USD": dollars(net), "EUR": dollars(net * EUR_PER_100_USD // 100)},
            "recommended_retail_price": {
                "USD": dollars(cents),
                "EUR": dollars(cents * EUR_PER_100_USD // 100),
            },
        },
    }


def for_sale(state: State, key: str, *, topup: bool) -> Doc:
    """Return the package an order names.

    Raises:
        Refusal: The vendor's code for a test id, or 34.
    """
    code, reason = TEST_IDS.get(key, TEST_IDS["test-out-of-stock-7days-1gb"])
    plan = state.get("al.package", key)
    if plan is None or not plan["in_stock"] or plan["topup"] != topup:
        raise Refusal(reply({"code": code, "reason": reason}, 422))
    return plan


def _devices(state: State, ask: Ask) -> Answer:
    rows = [{"os": system, "brand": brand, "name": name} for system, brand, name in DEVICES]
    return reply({"data": rows})


ROUTES: Routes = {
    ("GET", "/packages"): _packages,
    ("GET", "/compatible-devices"): _devices,
    ("GET", "/compatible-devices-lite"): _devices,
}
