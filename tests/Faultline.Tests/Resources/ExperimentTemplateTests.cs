using Faultline.Api.Fis;

namespace Faultline.Tests.Resources;

/// <summary>Templates of experiments, and the accounts that they are aimed at.</summary>
public sealed class ExperimentTemplateTests
{
    private const string Head = """
        {"Description": "d", "RoleArn": "arn:aws:iam::111122223333:role/chaos", "StopConditions": [{"Source": "none"}],
        """;

    [Fact]
    public void Experiment_template() => Grounds.Play(async grounds =>
    {
        var template = new Resource(grounds, "AWS::FIS::ExperimentTemplate", "Chaos");
        await template.Make(Head + """
            "Targets": {"roles": {"ResourceType": "aws:iam:role", "SelectionMode": "ALL",
                                  "ResourceArns": ["arn:aws:iam::111122223333:role/web"]}},
            "Actions": {"rest": {"ActionId": "aws:fis:wait", "Parameters": {"duration": "PT1M"}},
                        "more": {"ActionId": "aws:fis:wait", "Parameters": {"duration": "PT2M"},
                                 "StartAfter": ["rest"]}},
            "ExperimentOptions": {"AccountTargeting": "single-account", "EmptyTargetResolutionMode": "skip"},
            "LogConfiguration": {"LogSchemaVersion": 2, "S3Configuration": {"BucketName": "logs"}},
            "ExperimentReportConfiguration": {
                "Outputs": {"ExperimentReportS3Configuration": {"BucketName": "reports", "Prefix": "p"}},
                "PostExperimentDuration": "PT1M"},
            "Tags": {"a": "1"}}
            """);
        Assert.StartsWith("EXT", template.Id, StringComparison.Ordinal);
        await template.Change(Head + """
            "Targets": {},
            "Actions": {"rest": {"ActionId": "aws:fis:wait", "Parameters": {"duration": "PT3M"}}},
            "ExperimentOptions": {"AccountTargeting": "single-account", "EmptyTargetResolutionMode": "fail"},
            "Tags": {"a": "1"}}
            """);
        var shown = (await grounds.Ask<GetExperimentTemplateResponse>(
            FisModel.Service, "GetExperimentTemplate", new GetExperimentTemplateRequest { Id = template.Id }))
            .ExperimentTemplate!;
        Assert.Null(shown.LogConfiguration);
        Assert.Null(shown.ExperimentReportConfiguration);
        Assert.Equal("shop", shown.Tags!["aws:cloudformation:stack-name"]);
        await template.End();
        await new Resource(grounds, "AWS::FIS::ExperimentTemplate", "Bad").Refused(
            "ValidationException",
            Head + """ "Targets": {}, "Actions": {"a": {"ActionId": "aws:no"}}, "Tags": {}} """,
            "Unknown action ID");
    });

    [Fact]
    public void Target_account_configuration() => Grounds.Play(async grounds =>
    {
        var template = new Resource(grounds, "AWS::FIS::ExperimentTemplate", "Chaos");
        await template.Make(Head + """
            "Targets": {}, "Actions": {"rest": {"ActionId": "aws:fis:wait", "Parameters": {"duration": "PT1M"}}},
            "ExperimentOptions": {"AccountTargeting": "multi-account", "EmptyTargetResolutionMode": "fail"},
            "Tags": {"a": "1"}}
            """);
        var account = new Resource(grounds, "AWS::FIS::TargetAccountConfiguration", "Other");
        string Asked(string more) => $$"""
            {"ExperimentTemplateId": "{{template.Id}}", "AccountId": "444455556666",
             "RoleArn": "arn:aws:iam::444455556666:role/chaos"{{more}}}
            """;
        await account.Make(Asked(""", "Description": "theirs" """));
        Assert.Equal($"{template.Id}|444455556666", account.Id);
        await account.Change(Asked(""));
        await account.End();
        await template.End();
    });
}
