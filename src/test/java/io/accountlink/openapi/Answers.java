package io.accountlink.openapi;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.accountlink.problem.Problem;

import org.springframework.core.ResolvableType;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds the records that responses consist of: what handler methods return, and the
 * records within.
 */
final class Answers {

	private final Set<Class<?>> records = new LinkedHashSet<>();

	private Answers() {
	}

	static Set<Class<?>> of(RequestMappingHandlerMapping handlers) {
		Answers answers = new Answers();
		answers.add(ResolvableType.forClass(Problem.class));
		handlers.getHandlerMethods()
			.values()
			.forEach((handler) -> answers.add(ResolvableType.forMethodReturnType(handler.getMethod())));
		return answers.records;
	}

	private void add(ResolvableType type) {
		Class<?> answer = type.toClass();
		if (answer.isRecord() && this.records.add(answer)) {
			for (RecordComponent member : answer.getRecordComponents()) {
				add(ResolvableType.forType(member.getGenericType()));
				if (member.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
					this.records.remove(member.getType());
				}
				if (member.getAccessor().isAnnotationPresent(JsonValue.class)) {
					this.records.remove(answer);
				}
			}
		}
		for (ResolvableType element : type.getGenerics()) {
			add(element);
		}
	}

}
