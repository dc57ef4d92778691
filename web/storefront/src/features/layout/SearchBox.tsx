import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'

import { Icon } from '../../ui/Icon.tsx'

interface SearchBoxProps {
  readonly words?: string
  readonly className?: string
}

export function SearchBox({ words = '', className }: SearchBoxProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(words)
  return (
    <form
      role="search"
      className={className}
      onSubmit={(event) => {
        event.preventDefault()
        const q = typed.trim()
        if (q) void navigate(`/search?${new URLSearchParams({ q }).toString()}`)
      }}
    >
      <div className="relative">
        <input
          type="search"
          name="q"
          aria-label={t('nav.search')}
          placeholder={t('nav.search_hint')}
          enterKeyHint="search"
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="h-11 w-full rounded-full border border-edge bg-surface pr-4 pl-11 hover:border-ink"
        />
        <Icon name="search" className="pointer-events-none absolute top-3 left-3.5 size-5 text-muted" />
      </div>
    </form>
  )
}
