"""SQL of the audit: the journal by page, with filters."""

from venue.core.tx import ReadTx, Row

# The journal has no index but its own order: a rare kind must not cost a walk through years.
WALK = 20_000


def entries(
    tx: ReadTx, *, before: int, feature: str, actor: str, since: str, until: str, limit: int
) -> list[Row]:
    """Return entries before a position, newest first, out of the `WALK` entries before it.

    Args:
        feature: First word of the kind; empty: any. actor: As stored; empty: anybody.
        since, until: RFC 3339 UTC; empty: no bound.
    """
    return tx.rows(
        """
        SELECT seq, at, clock_trusted, actor, kind, data FROM journal
        WHERE seq < :before AND seq >= :before - :walk
          AND (:feature = '' OR kind LIKE :feature || '.%')
          AND (:actor = '' OR actor = :actor)
          AND (:since = '' OR at >= :since) AND (:until = '' OR at < :until)
        ORDER BY seq DESC LIMIT :limit
        """,
        {
            "before": before,
            "walk": WALK,
            "feature": feature,
            "actor": actor,
            "since": since,
            "until": until,
            "limit": limit,
        },
    )
