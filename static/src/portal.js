// Enhancements alone: every page does its work without this file.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

import { Chart } from "./chart.js";
import { FilterPanel } from "./filter-panel.js";
import { Minutes } from "./minutes.js";
import { Passkey } from "./passkey.js";

for (const Component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Chart,
  FilterPanel,
  Minutes,
  Passkey,
]) {
  createAll(Component);
}
