"""Regressions for what the trained reader weighs: maximum likelihood with a ridge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

RIDGE, RIDGE_SURE = 1.0, 8.0
"""Of `conditional` and of `logistic`."""

Floats = NDArray[np.float64]


def conditional(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], weights: Floats) -> Floats:
    """Weights under which the right rows of each group come first (conditional logit), by Newton steps."""
    beta = np.zeros(groups[0][0].shape[1])
    for _ in range(40):
        gradient, curvature = -RIDGE * beta, RIDGE * np.eye(len(beta))
        for (x, right), weight in zip(groups, weights, strict=True):
            p = softmax(x @ beta)
            q = p * right / max((p * right).sum(), 1e-12)
            mean = p @ x
            gradient += weight * (q @ x - mean)
            curvature += weight * ((x * p[:, None]).T @ x - np.outer(mean, mean))
        beta = beta + np.clip(np.linalg.solve(curvature, gradient), -1, 1)
    return beta


def logistic(x: Floats, y: Floats, w: Floats, free: NDArray[np.bool_]) -> Floats:
    """Logistic regression with weights of at least 0 for all columns but those ``free``; the first is 1. Fitted on
    columns of one width, so that the ridge is fair."""
    width = x.std(0)
    width[width == 0] = 1.0
    middle = x.mean(0)
    middle[0] = 0.0
    z = (x - middle) / width

    def lost(beta: Floats) -> tuple[float, Floats]:
        total = z @ beta
        ridge = RIDGE_SURE * np.r_[0.0, beta[1:]]
        gradient = z.T @ (w * (1 / (1 + np.exp(-total)) - y)) + ridge
        return float((w * (np.logaddexp(0, total) - y * total)).sum() + ridge @ beta / 2), gradient

    bounds = [(None if one else 0.0, None) for one in free]
    beta: Floats = minimize(lost, np.zeros(x.shape[1]), jac=True, bounds=bounds).x / width
    beta[0] -= beta[1:] @ middle[1:]
    return beta


def softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    found: Floats = raised / raised.sum()
    return found


def first_share(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], beta: Floats) -> float:
    return float(np.mean([right[int((x @ beta).argmax())] for x, right in groups]))
