"""Linear models with one plane for each label, for one label a text or for many."""

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted, validate_data

Array = NDArray[Any]
SMOOTHING = 0.3
HINGE, LOG, BAYES = "hinge", "log", "bayes"


class Separators(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Planes between each label and the others.

    `loss` "hinge": support vector machine with squared hinge, one against the rest (Fan et al. 2008, LIBLINEAR);
    "log": logistic regression, multinomial where one label stands a row; "bayes": complement naive Bayes (Rennie et al.
    2003), for weights that are not negative. `y` holds one label a row, or is an n x k matrix of 0 and 1 for many.
    `evenness` 0 to 1: how far rare labels are weighed up, 1 until all weigh the same. `coef_` is k x features and
    `intercept_` k long, also for two labels.
    """

    def __init__(self, C: float = 0.5, *, loss: str = HINGE, evenness: float = 0.0, seed: int = 0) -> None:
        self.C = C
        self.loss = loss
        self.evenness = evenness
        self.seed = seed

    def fit(self, X: csr_matrix, y: Array) -> Self:
        X, y = validate_data(self, X, y, accept_sparse="csr", multi_output=True)
        if y.ndim == 1:
            self.classes_, places = np.unique(y, return_inverse=True)
            truth = places[:, None] == np.arange(len(self.classes_))
        else:
            self.classes_, places = np.arange(y.shape[1]), None
            truth = np.asarray(y, bool)
        with warnings.catch_warnings():
            # A plane a little short of its optimum is as good: how good, is measured on texts it has not seen.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.coef_, self.intercept_ = self.planes(X, truth, places)
        return self

    def planes(self, X: csr_matrix, truth: NDArray[np.bool_], places: Array | None) -> tuple[Array, Array]:
        if self.loss == BAYES:
            return complement(X, truth)
        if places is not None and len(self.classes_) > 2:
            machine = self.machine(truth.sum(0)).fit(X, places)
            return machine.coef_, machine.intercept_
        each = [self.plane(X, column) for column in truth.T]
        return np.array([coef for coef, _ in each]), np.array([intercept for _, intercept in each])

    def machine(self, often: Array) -> LinearSVC | LogisticRegression:
        even = often.sum() / (len(often) * np.maximum(often, 1))
        weights = {at: float(weight) for at, weight in enumerate(even**self.evenness)}
        if self.loss == LOG:
            return LogisticRegression(C=self.C, class_weight=weights, max_iter=200, tol=1e-3)
        return LinearSVC(C=self.C, class_weight=weights, random_state=self.seed)

    def plane(self, X: csr_matrix, yes: NDArray[np.bool_]) -> tuple[Array, float]:
        if yes.all() or not yes.any():
            return np.zeros(X.shape[1]), 1.0 if yes.all() else -1.0
        plane = self.machine(np.array([(~yes).sum(), yes.sum()])).fit(X, yes.astype(int))
        return plane.coef_[0], float(plane.intercept_[0])

    def decision_function(self, X: csr_matrix) -> Array:
        """n x k: how far on the side of each label."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        found: Array = X @ self.coef_.T + self.intercept_
        return found

    def predict(self, X: csr_matrix) -> Array:
        best = self.decision_function(X).argmax(1)
        found: Array = self.classes_[best]
        return found


def complement(X: csr_matrix, truth: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Planes by how much rarer each column is in the texts without the label, less the mean of all labels."""
    without = np.asarray((X.T @ (~truth).astype(X.dtype)).T) + SMOOTHING
    coef = -np.log(without / without.sum(1, keepdims=True))
    return coef - coef.mean(0), np.zeros(len(coef))
