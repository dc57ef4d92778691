import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { TextInput, required, useTranslate } from 'react-admin'
import { useWatch } from 'react-hook-form'

import { Panel } from '../../../ui/Panel.tsx'
import { ColourInput } from './ColourInput.tsx'
import { readableOn } from './contrast.ts'

const PLAIN = '#444444'

export function Looks() {
  const translate = useTranslate()
  return (
    <Panel title={translate('resources.settings.looks')}>
      <TextInput source="name" label="resources.settings.fields.name" validate={required()} />
      <TextInput
        source="logo_url"
        label="resources.settings.fields.logo_url"
        helperText="resources.settings.hints.logo_url"
      />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' } }}>
        <ColourInput source="colours.primary" label={translate('resources.settings.fields.colours.primary')} />
        <ColourInput source="colours.accent" label={translate('resources.settings.fields.colours.accent')} />
      </Box>
      <Preview />
    </Panel>
  )
}

/** A piece of the shop in the colours as they stand in the form. */
function Preview() {
  const translate = useTranslate()
  const name = useWatch<Record<string, string | null>>({ name: 'name' })
  const logo = useWatch<Record<string, string | null>>({ name: 'logo_url' })
  const colours = useWatch<Record<string, Readonly<Record<string, string>> | undefined>>({ name: 'colours' })
  const { primary = PLAIN, accent = PLAIN } = colours ?? {}
  return (
    <Box component="figure" sx={{ m: 0, mt: 1 }}>
      <Typography component="figcaption" variant="body2" color="textSecondary">
        {translate('resources.settings.preview')}
      </Typography>
      <Box sx={{ border: '1px solid', borderColor: 'divider', borderRadius: 2, overflow: 'hidden', mt: 0.5 }}>
        <Box sx={{ bgcolor: primary, color: readableOn(primary), p: 1.5, fontWeight: 700 }}>
          {logo ? <Box component="img" src={logo} alt={name ?? ''} sx={{ height: 28, display: 'block' }} /> : name}
        </Box>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, p: 2, bgcolor: '#ffffff' }}>
          <Button
            variant="contained"
            tabIndex={-1}
            sx={{ bgcolor: primary, color: readableOn(primary), '&:hover': { bgcolor: primary } }}
          >
            {translate('resources.settings.preview_button')}
          </Button>
          <Box component="span" sx={{ bgcolor: accent, color: readableOn(accent), px: 1, borderRadius: 1 }}>
            {translate('resources.settings.preview_price')}
          </Box>
        </Box>
      </Box>
    </Box>
  )
}
