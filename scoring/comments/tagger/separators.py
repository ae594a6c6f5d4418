"""A linear model with one separating plane for each label, for one label a text or for many."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted, validate_data

Array = NDArray[Any]


class Separators(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Support vector machine with squared hinge loss, one against the rest (Fan et al. 2008, LIBLINEAR).

    `y` holds one label a row, or is an n x k matrix of 0 and 1 for many. `coef_` is k x features and `intercept_` k
    long, also for two labels.
    """

    def __init__(self, C: float = 0.5, *, class_weight: str | None = None, seed: int = 0) -> None:
        self.C = C
        self.class_weight = class_weight
        self.seed = seed

    def fit(self, X: csr_matrix, y: Array) -> Self:
        X, y = validate_data(self, X, y, accept_sparse="csr", multi_output=True)
        if y.ndim == 1:
            self.classes_, places = np.unique(y, return_inverse=True)
            if len(self.classes_) < 2:
                raise ValueError("This solver needs samples of at least 2 classes, but the data has 1 class")
            if len(self.classes_) > 2:
                plane = self.machine().fit(X, places)
                self.coef_, self.intercept_ = plane.coef_, plane.intercept_
                return self
            y = places[:, None] == np.arange(2)
        else:
            self.classes_ = np.arange(y.shape[1])
        planes = [self.plane(X, column) for column in np.asarray(y, bool).T]
        self.coef_ = np.array([coef for coef, _ in planes])
        self.intercept_ = np.array([intercept for _, intercept in planes])
        return self

    def machine(self) -> LinearSVC:
        return LinearSVC(C=self.C, class_weight=self.class_weight, random_state=self.seed)

    def plane(self, X: csr_matrix, yes: NDArray[np.bool_]) -> tuple[Array, float]:
        if yes.all() or not yes.any():
            return np.zeros(X.shape[1]), 1.0 if yes.all() else -1.0
        plane = self.machine().fit(X, yes)
        return plane.coef_[0], float(plane.intercept_[0])

    def decision_function(self, X: csr_matrix) -> Array:
        """n x k: how far on the side of each label."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        found: Array = X @ self.coef_.T + self.intercept_
        return found

    def predict(self, X: csr_matrix) -> Array:
        found: Array = self.classes_[self.decision_function(X).argmax(1)]
        return found
