use super::*;
use breachdesk::domain::case::{FilingChannel, TaskStatus};
use breachdesk::domain::team::{Direction, Logged, Saying};

fn logged(direction: Direction, at_text: &str, answer_by: Option<&str>, answers: Option<u32>) -> Command {
    Command::Say(Saying::Log(Logged {
        direction,
        with: Private::new("Italian Data Protection Authority"),
        channel: FilingChannel::Pec,
        at: at(at_text),
        reference: Private::new("GP-4711"),
        gist: Private::new("Asks for the logs of the gateway"),
        answer_by: answer_by.map(|day| day.parse().unwrap()),
        answer_by_at: None,
        answers,
    }))
}

#[test]
fn a_question_of_an_authority_is_a_task_that_its_answer_ends() {
    let (mut desk, handler) = (Desk::open(), person("Marek", Role::Handler));
    let ask = asked(&handler, "2023-10-02T09:00:00Z");
    let later = logged(Direction::Received, "2023-10-02T09:00:01Z", None, None);
    assert_eq!(desk.asks(&ask, later), Err(Refusal::InFuture));
    desk.asks(&ask, logged(Direction::Received, "2023-10-02T08:00:00Z", Some("2023-10-09"), None)).unwrap();
    let question = desk.case.exchanges[0].number;
    let task = desk.case.tasks[0].clone();
    assert_eq!((task.answers, task.must, task.due_on), (Some(question), true, "2023-10-09".parse().ok()));
    assert_eq!(task.owner.as_str(), "Marek");
    assert_eq!(desk.case.open_points(), [format!("question:{question}")], "the question stands for its task");
    assert_eq!(desk.case.unanswered().count(), 1);
    // Saying so does not answer it.
    assert_eq!(desk.asks(&ask, Command::CompleteTask { number: task.number }), Err(Refusal::AnswerMissing));
    // A letter of theirs does not answer theirs, and nothing answers what is not there.
    for (direction, number) in [(Direction::Received, question), (Direction::Sent, 77)] {
        let wrong = logged(direction, "2023-10-02T08:30:00Z", None, Some(number));
        assert_eq!(desk.asks(&ask, wrong), Err(Refusal::NoSuchEntry));
    }
    desk.asks(&ask, logged(Direction::Sent, "2023-10-02T08:30:00Z", None, Some(question))).unwrap();
    assert_eq!(desk.case.tasks[0].status, TaskStatus::Done);
    assert_eq!(desk.case.unanswered().count(), 0);
    assert_eq!(Case::replay(desk.log.clone()), Some(desk.case));
}

#[test]
fn a_comment_says_something_and_stands_with_those_it_is_for() {
    let (mut desk, handler, dpo) = (Desk::open(), person("Marek", Role::Handler), person("Chiara", Role::Dpo));
    let say = |text: &str| Saying::Comment { text: Private::new(text), mentions: vec![dpo.clone()], privileged: true };
    let ask = asked(&handler, "2023-10-02T09:00:00Z");
    assert_eq!(desk.asks(&ask, Command::Say(say("  "))), Err(Refusal::ReasonMissing));
    desk.asks(&ask, Command::Say(say("Counsel wants to wait until noon"))).unwrap();
    let [comment] = &desk.case.comments[..] else { panic!("{:?}", desk.case.comments) };
    assert!(comment.privileged && comment.mentions[0].user == dpo.user && comment.by.user == handler.user);
}
