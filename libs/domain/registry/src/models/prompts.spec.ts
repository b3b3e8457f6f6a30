import { describe, expect, it } from '@jest/globals';
import { parseRegisteredModelFilter } from '../search/registered-model-search.ts';
import { promptFilter, takenNameMessage } from './prompts.ts';

describe('promptFilter', () => {
  it.each([
    ['', 0, true],
    ["name = 'a'", 1, true],
    ["name = 'a' AND tag.`mlflow.prompt.is_prompt` != 'true'", 1, true],
    ["tag.`mlflow.prompt.is_prompt` = 'false'", 0, true],
    ["tag.`mlflow.prompt.is_prompt` = 'true'", 1, false],
    ["tag.`mlflow.prompt.is_prompt` != 'False' AND name = 'a'", 2, false],
  ])('reads %j as MLflow does', (text, comparisons, withoutPrompts) => {
    const read = promptFilter(parseRegisteredModelFilter(text));
    expect([read.filter.length, read.withoutPrompts]).toEqual([comparisons, withoutPrompts]);
  });
});

describe('takenNameMessage', () => {
  it('says whether a model or a prompt has the name', () => {
    const prompt = { 'mlflow.prompt.is_prompt': 'true' };
    expect(takenNameMessage('a', {}, {})).toBe('Registered Model (name=a) already exists.');
    expect(takenNameMessage('a', prompt, prompt)).toBe('Prompt (name=a) already exists.');
    expect(takenNameMessage('a', prompt, {})).toBe(
      "Tried to create a registered model with name 'a', but the name is already taken by a prompt. MLflow does not allow creating a model and a prompt with the same name.",
    );
  });
});
