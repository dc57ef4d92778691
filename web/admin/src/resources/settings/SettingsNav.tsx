import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTranslate } from 'react-admin'
import { NavLink } from 'react-router-dom'

const PAGES = ['settings', 'shipping-methods', 'tax-rates', 'payment-providers']

/** From one page of settings to the others. */
export function SettingsNav() {
  const translate = useTranslate()
  return (
    <Box
      component="nav"
      aria-label={translate('resources.settings.nav')}
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 2, mb: 1 }}
    >
      {PAGES.map((page) => (
        <Button
          key={page}
          component={NavLink}
          to={`/${page}`}
          size="small"
          sx={{ '&[aria-current="page"]': { bgcolor: 'action.selected', fontWeight: 650 } }}
        >
          {translate(`resources.settings.pages.${page}`)}
        </Button>
      ))}
    </Box>
  )
}
