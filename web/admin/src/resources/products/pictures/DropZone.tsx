import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslate } from 'react-admin'

import { TYPES } from './accept.ts'

interface Props {
  readonly take: (files: readonly File[]) => void
}

/** Takes pictures that are dropped on it, or chosen by its button. */
export function DropZone({ take }: Props) {
  const translate = useTranslate()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)

  function drag(is: boolean): (event: DragEvent) => void {
    return (event) => {
      event.preventDefault()
      setOver(is)
    }
  }

  return (
    <Box
      onDragEnter={drag(true)}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event)
        take([...event.dataTransfer.files])
      }}
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 2,
        p: 2,
        borderRadius: 2,
        border: '2px dashed',
        borderColor: over ? 'primary.main' : 'divider',
        bgcolor: over ? 'action.hover' : 'transparent',
      }}
    >
      <Typography variant="body2" sx={{ flex: '1 1 200px' }}>
        {translate(`resources.products.pictures.${over ? 'drop_now' : 'drop'}`)}
      </Typography>
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {translate('resources.products.pictures.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={TYPES.join(',')}
        onChange={({ target }) => {
          take([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </Box>
  )
}
