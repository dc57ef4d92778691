import Typography from '@mui/material/Typography'
import { TextInput, maxLength, useTranslate } from 'react-admin'

import { Panel } from '../../../ui/Panel.tsx'

const USUAL = ['imprint', 'terms', 'privacy', 'returns']
const WORDS = 'resources.settings'

/** What the law wants said, each a page of the shop. */
export function LegalTexts({ names }: { readonly names: readonly string[] }) {
  const translate = useTranslate()
  const all = [...new Set([...USUAL, ...names])]
  return (
    <Panel title={translate(`${WORDS}.legal`)}>
      <Typography variant="body2" color="textSecondary">
        {translate(`${WORDS}.hints.legal`)}
      </Typography>
      {all.map((name) => (
        <TextInput
          key={name}
          source={`legal.${name}`}
          label={translate(`${WORDS}.legal_texts.${name}`, { _: name })}
          multiline
          minRows={2}
          maxRows={12}
          validate={maxLength(50_000)}
          helperText={false}
        />
      ))}
    </Panel>
  )
}
