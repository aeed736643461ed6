"""One episode of a policy that is a network: what it has seen, and what it will do."""

from __future__ import annotations

from simeval.policies.interface import ActionChunk, EpisodeContext, Observation
from simeval.policies.model import ModelReply, ModelRequest
from simeval.policies.pipeline.actions import ActionDecoder
from simeval.policies.pipeline.inputs import InputBuilder
from simeval.policies.pipeline.reply import reply_rows, says_done
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset


class Slot:
    """State of one episode.

    Args:
        preset: Everything around the network.
        statistics: Of the training data, where the preset un-normalises.
        session: Name under which the network knows the episode.
        episode: The episode.
        instruction: Language instruction from now on.
    """

    def __init__(
        self,
        preset: Preset,
        statistics: ActionStatistics | None,
        *,
        session: str,
        episode: EpisodeContext,
        instruction: str,
    ) -> None:
        self.session = session
        self.instruction = instruction
        self._preset = preset
        self._inputs = InputBuilder(preset, episode)
        self._decoder = ActionDecoder(preset, statistics, task=episode.task)
        self._next_inference: int | None = None
        self._handed_until = 0
        self._text: str | None = None
        self._done = False

    def wants_inference(self, step: int) -> bool:
        """True when the network must be asked at this step."""
        return (
            self._next_inference is None
            or step >= self._next_inference
            or (step < self._handed_until and self._sees_only_now)
        )

    def wants_frames(self, step: int) -> bool:
        """True when the network will see the frames of this step."""
        return self.wants_inference(step) or self._next_look(step) == step

    def catch_up(self, step: int) -> None:
        """Come to a step, perhaps before all actions that were handed out are executed.

        The rest is planned anew, unless the network also sees steps at which nothing was rendered.
        """
        if step < self._handed_until:
            self._decoder.give_back(self._handed_until - step)
            self._handed_until = step
            if self._sees_only_now:
                self._plan_anew()

    def see(self, observation: Observation) -> None:
        """Keep the frames of a step if they are wanted."""
        if self.wants_frames(observation.step):
            self._inputs.see(observation)

    def follow(self, instruction: str) -> None:
        """Take another instruction: what is not yet executed was meant for the old one.

        Where the network also sees steps at which nothing was rendered, the new instruction waits
        for the next inference.
        """
        self.instruction = instruction
        if self._sees_only_now:
            self._plan_anew()

    def request(self, observation: Observation) -> ModelRequest:
        """Return the request of an inference at this step, whose frames were seen."""
        return ModelRequest(
            session=self.session,
            step=observation.step,
            inputs=self._inputs.build(observation, self._decoder.last_row),
            instruction=self.instruction,
        )

    def accept(self, reply: ModelReply, observation: Observation) -> None:
        """Take the reply to the request of this step.

        Raises:
            ModelReplyError: It is not what the preset says.
        """
        action, name = self._preset.action, self._preset.name
        self._decoder.accept(reply_rows(reply, action, preset=name), observation.state)
        self._done = says_done(reply, action, preset=name)
        self._text = reply.text
        self._next_inference = observation.step + self._decoder.waiting

    def take(self, observation: Observation) -> ActionChunk:
        """Return the actions up to the next step at which state or frames are needed.

        Raises:
            ModelReplyError: The network's numbers hold no rotation.
        """
        assert self._next_inference is not None
        end = self._next_inference
        if self._preset.action.needs_state:
            end = observation.step + 1
        else:
            look = self._next_look(observation.step + 1)
            end = end if look is None else min(end, look)
        actions = self._decoder.take(end - observation.step, observation.state)
        self._handed_until = end
        text, self._text = self._text, None
        return ActionChunk(
            actions=actions, terminate=self._done and self._decoder.waiting == 0, text=text
        )

    @property
    def _sees_only_now(self) -> bool:
        return self._preset.observation.deltas == (0,)

    def _plan_anew(self) -> None:
        self._decoder.drop()
        self._next_inference = None

    def _next_look(self, step: int) -> int | None:
        """Return the first step, from this one on, whose frames an inference will see."""
        if self._next_inference is None:
            return None
        first, period = self._next_inference, self._preset.action.execute
        deltas = self._preset.observation.deltas
        inferences = ((max(0, -(-(step - delta - first) // period)), delta) for delta in deltas)
        return min(first + count * period + delta for count, delta in inferences)
