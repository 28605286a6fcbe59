"""Similar schools: the same phase, nearest in size and disadvantage."""

import numpy as np
import pandas as pd


def similar(schools: pd.DataFrame, urn: int, count: int) -> list[int]:
    """URNs of the schools most like one, nearest first, never the school itself.

    schools: indexed by urn, with phase, roll and disadvantaged (% of pupils). Distance is
    taken on the logarithm of the roll and on disadvantage, each in standard deviations of the
    phase. A school without roll or disadvantage has no similar schools and is none.
    """
    if urn not in schools.index:
        return []
    own = schools.loc[urn]
    peers = schools[(schools["phase"] == own["phase"]) & (schools["roll"] > 0)]
    peers = peers.dropna(subset=["roll", "disadvantaged"])
    if urn not in peers.index or len(peers) < 2:
        return []
    features = np.column_stack([np.log(peers["roll"]), peers["disadvantaged"]])
    spread = features.std(axis=0)
    features = features / np.where(spread > 0, spread, 1.0)
    here = features[peers.index.get_loc(urn)]
    distance = ((features - here) ** 2).sum(axis=1)
    nearest = sorted(zip(distance, peers.index, strict=True))
    return [int(other) for _, other in nearest if other != urn][:count]
