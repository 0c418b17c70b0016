"""Eight printers, three of which misbehave; `make printing` sends a thousand tickets."""

import load


def test_the_healthy_five_notice_nothing(tmp_path, capsys):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    well = load.run(tmp_path / "a", tickets=120, per_s=60, misbehave=False)
    ill = load.run(tmp_path / "b", tickets=120, per_s=60, misbehave=True)
    with capsys.disabled():
        print(f"\n{load.HEAD}\n{well.row()}\n{ill.row()}")
    for one in (well, ill):
        assert (one.unaccounted, one.twice_unmarked) == (0, 0)
        assert len(one.healthy) == 75
    # Generous: other tests may run on this machine at the same time.
    assert max(ill.healthy) < max(well.healthy) + 2000
    assert well.states.keys() == {"printed"}
    assert ill.states["printed"] >= 75
