"""The linear models keep scikit-learn's conventions."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from scoring.comments.tagger.separators import BAYES, HINGE, LOG, Separators

X = csr_matrix(np.abs(np.random.default_rng(0).normal(size=(60, 5))) + np.repeat(np.eye(5)[:3] * 4, 20, axis=0))
Y = np.repeat(["a", "b", "c"], 20)


@pytest.mark.parametrize("loss", [HINGE, LOG, BAYES])
def test_it_is_fitted_cloned_and_asked_as_any_estimator(loss: str) -> None:
    model = Separators(0.7, loss=loss, evenness=0.5, seed=3)
    assert model.get_params() == {"C": 0.7, "loss": loss, "evenness": 0.5, "seed": 3}
    assert clone(model).set_params(C=2.0).C == 2.0
    with pytest.raises(NotFittedError):
        model.predict(X)
    assert model.fit(X, Y) is model
    assert model.n_features_in_ == 5
    assert model.classes_.tolist() == ["a", "b", "c"]
    assert model.coef_.shape == (3, 5)
    assert model.score(X, Y) > 0.9
    with pytest.raises(ValueError, match="features"):
        model.predict(X[:, :4])


@pytest.mark.parametrize("loss", [HINGE, LOG, BAYES])
def test_two_labels_and_many_labels_have_a_plane_each(loss: str) -> None:
    two = Separators(loss=loss).fit(X[:40], Y[:40])
    assert two.coef_.shape == (2, 5)
    assert two.score(X[:40], Y[:40]) > 0.9
    truth = np.array([Y == "a", Y != "b", np.ones(60, bool)]).T
    many = Separators(loss=loss).fit(X, truth)
    assert many.decision_function(X).shape == (60, 3)
    assert ((many.decision_function(X)[:, 0] > 0) == truth[:, 0]).mean() > (0.9 if loss != BAYES else 0.4)


def test_what_is_not_finite_or_not_as_long_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        Separators().fit(csr_matrix([[np.nan]] * 3), ["a", "b", "c"])
    with pytest.raises(ValueError, match="inconsistent"):
        Separators().fit(X, Y[:5])
