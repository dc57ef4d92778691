import type { Theme } from '@mui/material/styles'
import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from 'react-admin'

const shape = { borderRadius: 10 }
const typography = {
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  h1: { fontSize: '1.5rem', fontWeight: 650 },
  h2: { fontSize: '1.125rem', fontWeight: 650 },
}

const FIELD = { variant: 'outlined', size: 'small', margin: 'dense', fullWidth: true } as const

/** Every pair of text and ground below has a contrast of at least 4.5 to 1. */
export const light: RaThemeOptions = {
  ...defaultLightTheme,
  palette: {
    mode: 'light',
    primary: { main: '#0b5d4b', contrastText: '#ffffff' },
    secondary: { main: '#0b3d33', contrastText: '#ffffff' },
    error: { main: '#b3261e' },
    warning: { main: '#8a5000', contrastText: '#ffffff' },
    success: { main: '#1a6b35', contrastText: '#ffffff' },
    info: { main: '#0a5a8a', contrastText: '#ffffff' },
    text: { primary: '#17211e', secondary: '#4c5a55' },
    background: { default: '#f6f7f5', paper: '#ffffff' },
  },
  shape,
  typography,
  components: components(defaultLightTheme.components),
}

export const dark: RaThemeOptions = {
  ...defaultDarkTheme,
  palette: {
    mode: 'dark',
    primary: { main: '#7cd6bb', contrastText: '#06231b' },
    secondary: { main: '#16302a', contrastText: '#e7efec' },
    error: { main: '#ff9a90', contrastText: '#3b0703' },
    warning: { main: '#f2b866', contrastText: '#2b1800' },
    success: { main: '#86d9a0', contrastText: '#04210e' },
    info: { main: '#8cc8f0', contrastText: '#03202f' },
    text: { primary: '#e7efec', secondary: '#b3c2bc' },
    background: { default: '#101715', paper: '#18211e' },
  },
  shape,
  typography,
  components: components(defaultDarkTheme.components),
}

type Components = RaThemeOptions['components']

function components(base: Components): NonNullable<Components> {
  return {
    ...base,
    // Undo would show a change before the API took it; a stale If-Match must be seen at once.
    RaEdit: { defaultProps: { mutationMode: 'pessimistic' } },
    RaDeleteButton: { defaultProps: { mutationMode: 'pessimistic' } },
    RaList: {
      defaultProps: { exporter: false, perPage: 25 },
      styleOverrides: { root: { '& .RaList-main': { minWidth: 0 }, '& .RaList-content': { overflowX: 'auto' } } },
    },
    RaDataTable: { defaultProps: { bulkActionButtons: false } },
    RaAccessDenied: { styleOverrides: { root: { '& .RaAccessDenied-message': { opacity: 1 } } } },
    RaNotFound: { styleOverrides: { root: { '& .RaNotFound-message': { opacity: 1 } } } },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: { root: { textTransform: 'none' } },
    },
    MuiCircularProgress: { defaultProps: { 'aria-label': 'Loading' } },
    MuiTab: { styleOverrides: { root: { textTransform: 'none' } } },
    MuiFormHelperText: { defaultProps: { component: 'div' } },
    MuiTextField: { defaultProps: FIELD },
    MuiFormControl: { defaultProps: FIELD },
    // On a phone a wide table scrolls by itself, not the page with it.
    RaLayout: { styleOverrides: { root: { minWidth: 0, '& .RaLayout-content': { minWidth: 0 } } } },
    RaMenuItemLink: {
      styleOverrides: {
        root: ({ theme }: { readonly theme: Theme }) => ({
          borderRadius: 8,
          margin: '2px 8px',
          '&.RaMenuItemLink-active': {
            color: theme.palette.primary.main,
            backgroundColor: theme.palette.action.selected,
            fontWeight: 600,
          },
        }),
      },
    },
  }
}
