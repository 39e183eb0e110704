using Faultline.Services.Sqs;
using static Faultline.Tests.Sqs.Counter;

namespace Faultline.Tests.Sqs;

/// <summary>Every form of queue URL goes in; the one that is chosen comes out.</summary>
public sealed class QueueUrlTests
{
    [Theory]
    [InlineData("http://localhost:4566/000000000000/jobs")]
    [InlineData("https://localhost:4566/000000000000/jobs")]
    [InlineData("http://sqs.eu-west-1.localhost.localstack.cloud:4566/000000000000/jobs")]
    [InlineData("http://eu-west-1.queue.localhost.localstack.cloud:4566/000000000000/jobs")]
    [InlineData("http://localhost:4566/queue/eu-west-1/000000000000/jobs")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/000000000000/jobs")]
    [InlineData("https://eu-west-1.queue.amazonaws.com/000000000000/jobs")]
    [InlineData("http://sqs.example.com/000000000000/jobs")]
    [InlineData("http://10.0.0.7:9324/queue/jobs")]
    [InlineData("http://localhost:4576/jobs")]
    [InlineData("000000000000/jobs")]
    [InlineData("/000000000000/jobs")]
    [InlineData("jobs")]
    public void A_queue_is_found_under(string url)
    {
        var sqs = new Counter();
        sqs.Make("jobs");
        sqs.Send(url, "a");
    }

    [Theory]
    [InlineData("http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/jobs")]
    [InlineData("http://queue.localhost.localstack.cloud:4566/000000000000/jobs")]
    [InlineData("http://localhost:4566/queue/us-east-2/000000000000/jobs")]
    public void A_URL_of_another_region_is_no_address_here(string url)
    {
        var sqs = new Counter();
        sqs.Make("jobs");
        Refused(() => sqs.Send(url, "a"), "InvalidAddress", $"The address {url} is not valid for this endpoint.");
    }

    [Theory]
    [InlineData(QueueUrlForm.Dynamic, "eu-west-1", "http://localhost:4566/000000000000/jobs")]
    [InlineData(QueueUrlForm.Off, "eu-west-1", "http://host:1/000000000000/jobs")]
    [InlineData(QueueUrlForm.Standard, "eu-west-1", "http://sqs.eu-west-1.host:1/000000000000/jobs")]
    [InlineData(QueueUrlForm.Domain, "eu-west-1", "http://eu-west-1.queue.host:1/000000000000/jobs")]
    [InlineData(QueueUrlForm.Domain, "us-east-1", "http://queue.host:1/000000000000/jobs")]
    [InlineData(QueueUrlForm.Path, "eu-west-1", "http://host:1/queue/eu-west-1/000000000000/jobs")]
    public void A_URL_is_written_in_the_form_that_is_chosen_and_can_be_read_again(
        QueueUrlForm form, string region, string url)
    {
        var written = QueueUrl.Write(new() { UrlForm = form, Host = "host:1" }, Origin, region, Account, "jobs");
        Assert.Equal(url, written);
        var read = QueueUrl.Parse(written);
        Assert.Equal($"{Account}/jobs", read.Key);
        Assert.Equal("jobs", read.Name);
        Assert.True(read.Region.IsEmpty || read.Region.SequenceEqual(region));
    }

    [Fact]
    public void Anothers_queue_needs_a_policy_that_allows()
    {
        const string Other = "111122223333";
        var sqs = new Counter();
        var url = sqs.Make("jobs");
        Refused(Send, "AccessDenied");
        Of(sqs.Sqs.AddPermission(
            sqs.Call(), new() { QueueUrl = url, Label = "them", AWSAccountIds = [Other], Actions = ["SendMessage"] },
                default));
        Send();
        Assert.Equal(
            "{\"Version\":\"2008-10-17\",\"Id\":\"arn:aws:sqs:eu-west-1:000000000000:jobs/SQSDefaultPolicy\"," +
            "\"Statement\":[" +
            "{\"Sid\":\"them\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"}," +
            "\"Action\":\"SQS:SendMessage\",\"Resource\":\"arn:aws:sqs:eu-west-1:000000000000:jobs\"}]}",
            sqs.Attributes(url, "Policy")["Policy"]);
        Refused(Receive, "AccessDenied");
        Refused(() => Of(sqs.Sqs.DeleteQueue(sqs.Call(Other), new() { QueueUrl = url }, default)), "AccessDenied");
        Of(sqs.Sqs.RemovePermission(sqs.Call(), new() { QueueUrl = url, Label = "them" }, default));
        Refused(Send, "AccessDenied");
        Assert.Empty(sqs.Attributes(url, "Policy"));

        void Send() => Of(sqs.Sqs.SendMessage(sqs.Call(Other), new() { QueueUrl = url, MessageBody = "a" }, default));
        void Receive() => Of(sqs.Sqs.ReceiveMessage(sqs.Call(Other), new() { QueueUrl = url }, default));
    }

    [Theory]
    [InlineData("SQS:*", "*", "Allow", true)]
    [InlineData("*", "111122223333", "Allow", true)]
    [InlineData("sqs:Send*", "arn:aws:iam::111122223333:role/r", "Allow", true)]
    [InlineData("sqs:Receive*", "*", "Allow", false)]
    [InlineData("SQS:*", "444455556666", "Allow", false)]
    [InlineData("SQS:*", "*", "Deny", false)]
    public void A_policy_allows(string action, string principal, string effect, bool allows)
    {
        var statement =
            $$"""{"Effect":"{{effect}}","Principal":{"AWS":"{{principal}}"},"Action":["{{action}}"]}""";
        var policy = AccessPolicy.Parse($$"""{"Statement":{{statement}}}""")!;
        Assert.Equal(allows, policy.Allows("111122223333", "SendMessage"));
    }

    [Fact]
    public void A_label_is_given_once_and_actions_are_known_ones()
    {
        var sqs = new Counter();
        var url = sqs.Make("jobs");
        Add("a", "SendMessage");
        Refused(() =>
            Add("a", "SendMessage"), "InvalidParameterValue",
            "Value a for parameter Label is invalid. Reason: Already exists.");
        Refused(() => Add("b c", "SendMessage"), "InvalidParameterValue");
        Refused(() => Add("b", "DeleteQueue"), "InvalidParameterValue");
        Refused(() =>
            Add("b", [.. Enumerable.Repeat("SendMessage", 8)]), "OverLimit",
            "8 Actions were found, maximum allowed is 7.");
        Refused(
            () => Of(sqs.Sqs.RemovePermission(sqs.Call(), new() { QueueUrl = url, Label = "z" }, default)),
            "InvalidParameterValue", "Value z for parameter Label is invalid. Reason: can't find label.");

        void Add(string label, params string[] actions) => Of(sqs.Sqs.AddPermission(
            sqs.Call(),
                new() { QueueUrl = url, Label = label, AWSAccountIds = ["111122223333"], Actions = [.. actions] },
                default));
    }
}
