/** Fields of the scores of a network, and of the level of guessing. */

import { detailed, optional, real } from './fields.ts';

export const finalScores = {
  rmse: optional('regression', real('')),
  balancedAccuracy: optional('classification', real('')),
  macroF1: optional('classification', real('')),
};

/** The scores of a prediction that uses no input. */
export const guessed = {
  loss: real('loss, of the same kind as that of the arms; null if a validation row has a class without training rows'),
  score: real('accuracy of guessing the largest class, or R²'),
  ...finalScores,
};

export const guess = detailed(
  guessed,
  'the level of guessing: the scores of the class shares, or the mean, of the training rows as predictions for the validation ' +
    'rows; without validation rows, for the training rows',
);

/** Scores of validation rows; without any, of the same passes as the training loss. */
export const bestScores = {
  rmse: optional(
    'regression',
    real(
      'root of the mean squared error of the validation rows, in the units of the target; without validation rows, of the ' +
        'training rows',
    ),
  ),
  balancedAccuracy: optional(
    'classification',
    real(
      'mean recall of the classes that have rows, over the validation rows; without validation rows, over the forward passes ' +
        'of `trainScore`',
    ),
  ),
  macroF1: optional(
    'classification',
    real(
      'mean F1 of the same classes; F1 is the harmonic mean of precision and recall, and 0 for a class that is never predicted',
    ),
  ),
};
